/*{
    "DESCRIPTION": "Light comes apart into its colours, as in a prism: red to one side, blue to the other",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Color Effect"],
    "INPUTS": [
        { "NAME": "inputImage", "TYPE": "image" },
        { "NAME": "amount", "TYPE": "float", "LABEL": "Amount", "DESCRIPTION": "how far the colours part",
          "DEFAULT": 0.4, "MIN": 0.0, "MAX": 1.0, "IDENTITY": 0.0 },
        { "NAME": "radial", "TYPE": "float", "LABEL": "Radial",
          "DESCRIPTION": "0 parts them along a line, 1 away from the centre", "DEFAULT": 1.0, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "angle", "TYPE": "float", "LABEL": "Angle", "DESCRIPTION": "of the line, in turns",
          "DEFAULT": 0.0, "MIN": -0.5, "MAX": 0.5 },
        { "NAME": "centre", "TYPE": "point2D", "LABEL": "Centre", "DESCRIPTION": "where nothing parts",
          "DEFAULT": [0.5, 0.5], "MIN": [0.0, 0.0], "MAX": [1.0, 1.0] }
    ]
}*/

// Many wavelengths, not three: so the edges are rainbows and not three ghosts.
const int WAVES = 6;

void main() {
    vec2 shape = vec2(RENDERSIZE.x / RENDERSIZE.y, 1.0);
    vec2 away = (isf_FragNormCoord - centre) * shape;
    float line = angle * 6.2831853;
    vec2 reach = mix(vec2(cos(line), sin(line)) * 0.5, away, radial) * (amount * 0.05) / shape;
    // Each pixel takes other wavelengths than its neighbours, in an even scatter (Roberts' R2), so that no step shows
    // from one to the next.
    float shift = fract(dot(gl_FragCoord.xy, vec2(0.7548777, 0.5698403))) - 0.5;
    vec4 light = vec4(0.0), whole = vec4(0.0);
    for (int wave = 0; wave < WAVES; wave++) {
        // From red at -1 to blue at 1: each colour of the eye answers a bell around its place.
        float at = (float(wave) + 0.5 + shift) / float(WAVES) * 2.0 - 1.0;
        vec4 answer = max(1.0 - abs(at - vec4(-0.65, 0.0, 0.65, 0.0)) * vec4(1.2, 1.5, 1.2, 0.0), 0.0);
        light += answer * IMG_NORM_PIXEL(inputImage, isf_FragNormCoord - reach * at);
        whole += answer;
    }
    gl_FragColor = light / whole;
}
