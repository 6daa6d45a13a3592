/*{
    "DESCRIPTION": "Edges glow like paper that burns, and what lies between them sinks into the dark",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Stylize"],
    "INPUTS": [
        { "NAME": "inputImage", "TYPE": "image" },
        { "NAME": "glow", "TYPE": "float", "LABEL": "Glow", "DESCRIPTION": "light of the edges",
          "DEFAULT": 0.8, "MIN": 0.0, "MAX": 2.0, "IDENTITY": 0.0 },
        { "NAME": "width", "TYPE": "float", "LABEL": "Width", "DESCRIPTION": "of an edge, in 720ths of the picture's height",
          "DEFAULT": 1.5, "MIN": 0.75, "MAX": 5.0 },
        { "NAME": "body", "TYPE": "float", "LABEL": "Body", "DESCRIPTION": "how much of the picture stays",
          "DEFAULT": 0.45, "MIN": 0.0, "MAX": 1.0, "IDENTITY": 1.0 },
        { "NAME": "ember", "TYPE": "color", "LABEL": "Ember", "DESCRIPTION": "colour of a faint edge; strong ones are hotter",
          "DEFAULT": [1.0, 0.35, 0.08, 1.0] },
        { "NAME": "own", "TYPE": "float", "LABEL": "Own colour", "DESCRIPTION": "0 has the ember's colour, 1 the picture's",
          "DEFAULT": 0.3, "MIN": 0.0, "MAX": 1.0 }
    ]
}*/

float height(vec3 colour) {
    return dot(colour, vec3(0.35, 0.45, 0.2));
}

void main() {
    vec4 shown = IMG_NORM_PIXEL(inputImage, isf_FragNormCoord);
    vec2 step = vec2(width / 720.0) * vec2(RENDERSIZE.y / RENDERSIZE.x, 1.0);
    // The two diagonals' differences: four reads for the slope and for the mean around.
    vec3 a = IMG_NORM_PIXEL(inputImage, isf_FragNormCoord + step).rgb;
    vec3 b = IMG_NORM_PIXEL(inputImage, isf_FragNormCoord - step).rgb;
    vec3 c = IMG_NORM_PIXEL(inputImage, isf_FragNormCoord + vec2(step.x, -step.y)).rgb;
    vec3 d = IMG_NORM_PIXEL(inputImage, isf_FragNormCoord + vec2(-step.x, step.y)).rgb;
    float edge = length(vec2(height(a) - height(b), height(c) - height(d)));
    edge = smoothstep(0.02, 0.6, edge) * glow;
    vec3 around = max(max(a, b), max(c, d));
    vec3 colour = mix(ember.rgb, around / max(max(around.r, around.g), max(around.b, 0.01)), own);
    // A faint edge has the deep colour; with more light it goes through its bright one towards white.
    vec3 light = colour * min(edge * 1.6, 1.0) + (1.0 - colour) * smoothstep(0.5, 1.6, edge);
    vec3 base = clamp(shown.rgb * body, 0.0, 1.0);
    gl_FragColor = vec4(base + clamp(light, 0.0, 1.0) * (1.0 - base), shown.a);
}
