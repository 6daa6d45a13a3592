/*{
    "DESCRIPTION": "What shone stays a while, and drifts away as it fades",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Feedback"],
    "INPUTS": [
        { "NAME": "inputImage", "TYPE": "image" },
        { "NAME": "amount", "TYPE": "float", "LABEL": "Amount", "DESCRIPTION": "light of the trails",
          "DEFAULT": 0.75, "MIN": 0.0, "MAX": 1.0, "IDENTITY": 0.0 },
        { "NAME": "halflife", "TYPE": "float", "LABEL": "Half-life", "DESCRIPTION": "seconds until a trail is half as bright",
          "DEFAULT": 0.5, "MIN": 0.02, "MAX": 4.0 },
        { "NAME": "zoom", "TYPE": "float", "LABEL": "Zoom", "DESCRIPTION": "outwards or inwards, in doublings a second",
          "DEFAULT": 0.25, "MIN": -1.5, "MAX": 1.5 },
        { "NAME": "turn", "TYPE": "float", "LABEL": "Turn", "DESCRIPTION": "turns a second",
          "DEFAULT": 0.015, "MIN": -0.25, "MAX": 0.25 },
        { "NAME": "drift", "TYPE": "point2D", "LABEL": "Drift", "DESCRIPTION": "picture heights a second",
          "DEFAULT": [0.0, 0.0], "MIN": [-0.5, -0.5], "MAX": [0.5, 0.5] },
        { "NAME": "hue", "TYPE": "float", "LABEL": "Hue", "DESCRIPTION": "colour of the trails, in turns of the wheel a second",
          "DEFAULT": 0.0, "MIN": -0.5, "MAX": 0.5 }
    ],
    "PASSES": [
        { "TARGET": "memory", "PERSISTENT": true, "FLOAT": true, "WIDTH": "$WIDTH/2", "HEIGHT": "$HEIGHT/2" },
        {}
    ]
}*/

const float TURN = 6.2831853;

// Where the trail that is now at `place` was a moment ago. Squares stay squares whatever the picture's shape.
vec2 before(vec2 place) {
    float aspect = RENDERSIZE.x / RENDERSIZE.y;
    vec2 off = (place - 0.5) * vec2(aspect, 1.0) - drift * TIMEDELTA;
    float angle = -turn * TURN * TIMEDELTA;
    off = mat2(cos(angle), sin(angle), -sin(angle), cos(angle)) * off * exp2(-zoom * TIMEDELTA);
    return off / vec2(aspect, 1.0) + 0.5;
}

// Turns a colour about the axis of greys (Rodrigues' rotation).
vec3 turned(vec3 colour, float turns) {
    float c = cos(turns * TURN), s = sin(turns * TURN);
    vec3 grey = vec3(0.57735027);
    return colour * c + cross(grey, colour) * s + grey * dot(grey, colour) * (1.0 - c);
}

void main() {
    vec4 shown = IMG_NORM_PIXEL(inputImage, isf_FragNormCoord);
    if (PASSINDEX == 0) {
        vec2 place = before(isf_FragNormCoord);
        vec2 inside = step(abs(place - 0.5), vec2(0.5));
        vec3 old = IMG_NORM_PIXEL(memory, place).rgb * exp2(-TIMEDELTA / halflife) * (inside.x * inside.y);
        if (hue != 0.0)
            old = max(turned(old, hue * TIMEDELTA), 0.0);
        gl_FragColor = vec4(max(clamp(shown.rgb, 0.0, 1.0), old), 1.0);
    } else {
        gl_FragColor = vec4(max(shown.rgb, IMG_NORM_PIXEL(memory, isf_FragNormCoord).rgb * amount), shown.a);
    }
}
