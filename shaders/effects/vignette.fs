/*{
    "DESCRIPTION": "The picture darkens towards its edges, and the eye goes to the middle",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Light"],
    "INPUTS": [
        { "NAME": "inputImage", "TYPE": "image" },
        { "NAME": "amount", "TYPE": "float", "LABEL": "Amount", "DESCRIPTION": "how dark the corners are",
          "DEFAULT": 0.7, "MIN": 0.0, "MAX": 1.0, "IDENTITY": 0.0 },
        { "NAME": "size", "TYPE": "float", "LABEL": "Size", "DESCRIPTION": "how much of the picture stays bright",
          "DEFAULT": 0.6, "MIN": 0.2, "MAX": 1.0 },
        { "NAME": "softness", "TYPE": "float", "LABEL": "Softness", "DESCRIPTION": "from an edge to a long shade",
          "DEFAULT": 0.7, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "roundness", "TYPE": "float", "LABEL": "Roundness",
          "DESCRIPTION": "0 has the picture's shape, 1 is a circle", "DEFAULT": 0.4, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "centre", "TYPE": "point2D", "LABEL": "Centre", "DESCRIPTION": "the middle of the bright part",
          "DEFAULT": [0.5, 0.5], "MIN": [0.25, 0.25], "MAX": [0.75, 0.75] }
    ]
}*/

void main() {
    vec4 shown = IMG_THIS_NORM_PIXEL(inputImage);
    vec2 off = 2.0 * (isf_FragNormCoord - centre);
    // In a circle a half of the picture's mean side is 1, in its own shape each half side is.
    float aspect = RENDERSIZE.x / RENDERSIZE.y;
    vec2 circle = vec2(sqrt(aspect), inversesqrt(aspect));
    float far = length(off * mix(vec2(1.0), circle, roundness)) / 1.4142136;
    float width = 0.03 + 0.9 * softness;
    float shade = smoothstep(size - 0.35 * width, size + 0.65 * width, far);
    gl_FragColor = vec4(shown.rgb * (1.0 - amount * shade), shown.a);
}
