/*{
    "DESCRIPTION": "Colour as in a grading suite: lift, gamma and gain for each channel, contrast, saturation, and a look from a table",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Color Effect"],
    "INPUTS": [
        { "NAME": "inputImage", "TYPE": "image" },
        { "NAME": "look", "TYPE": "long", "LABEL": "Look", "DESCRIPTION": "a table of colours",
          "DEFAULT": 1, "VALUES": [0, 1, 2, 3, 4, 5, 6],
          "LABELS": ["plain", "teal", "gold", "moonlight", "bleach", "dusk", "silver"], "IDENTITY": 0 },
        { "NAME": "strength", "TYPE": "float", "LABEL": "Strength", "DESCRIPTION": "of the look",
          "DEFAULT": 0.7, "MIN": 0.0, "MAX": 1.0, "IDENTITY": 0.0 },
        { "NAME": "lift", "TYPE": "color", "LABEL": "Lift", "DESCRIPTION": "of what is dark",
          "DEFAULT": [0.0, 0.0, 0.0, 1.0], "MIN": [-0.1, -0.1, -0.1, 1.0], "MAX": [0.1, 0.1, 0.1, 1.0] },
        { "NAME": "gamma", "TYPE": "color", "LABEL": "Gamma", "DESCRIPTION": "of the middle tones",
          "DEFAULT": [1.0, 1.0, 1.0, 1.0], "MIN": [0.5, 0.5, 0.5, 1.0], "MAX": [2.0, 2.0, 2.0, 1.0] },
        { "NAME": "gain", "TYPE": "color", "LABEL": "Gain", "DESCRIPTION": "of what is bright",
          "DEFAULT": [1.0, 1.0, 1.0, 1.0], "MIN": [0.25, 0.25, 0.25, 1.0], "MAX": [2.0, 2.0, 2.0, 1.0] },
        { "NAME": "contrast", "TYPE": "float", "LABEL": "Contrast", "DESCRIPTION": "around the middle tones",
          "DEFAULT": 1.0, "MIN": 0.5, "MAX": 2.0, "IDENTITY": 1.0 },
        { "NAME": "saturation", "TYPE": "float", "LABEL": "Saturation", "DESCRIPTION": "0 is grey, 1 as it is",
          "DEFAULT": 1.0, "MIN": 0.0, "MAX": 2.0, "IDENTITY": 1.0 }
    ],
    "IMPORTED": { "looks": { "PATH": "grade-looks.png" } }
}*/

// The tables are a picture, 256 x 96: six looks of 16 rows, the first one lowest. In a look, red goes from left to right
// in each of sixteen squares, green upwards, blue from square to square. To have looks of your own, copy this file and
// the picture into your folder and paint over the picture, the whole of it with one tool that grades.
const float STEPS = 16.0;

vec3 table(vec3 colour, float row) {
    vec3 at = colour * (STEPS - 1.0);
    float square = min(floor(at.b), STEPS - 2.0);
    vec2 place = (vec2(square * STEPS, row * STEPS) + at.rg + 0.5) / IMG_SIZE(looks);
    vec3 below = IMG_NORM_PIXEL(looks, place).rgb;
    vec3 above = IMG_NORM_PIXEL(looks, place + vec2(STEPS / IMG_SIZE(looks).x, 0.0)).rgb;
    return mix(below, above, at.b - square);
}

void main() {
    vec4 shown = IMG_THIS_NORM_PIXEL(inputImage);
    vec3 colour = clamp(shown.rgb, 0.0, 1.0);
    // Lift moves black and leaves white, gain the other way round.
    colour = max((colour + lift.rgb * (1.0 - colour)) * gain.rgb, 0.0);
    if (gamma.rgb != vec3(1.0))
        colour = pow(colour, 1.0 / gamma.rgb);
    // A straight line through the middle tones would cut off the ends: so the line bends into them.
    if (contrast != 1.0) {
        vec3 x = clamp(colour, 0.0, 1.0);
        vec3 s = x * x * (3.0 - 2.0 * x);
        colour = contrast > 1.0 ? mix(x, s, contrast - 1.0) : mix(vec3(0.35), x, mix(1.0, contrast, 0.7));
    }
    float grey = dot(colour, vec3(0.3, 0.6, 0.1));
    colour = clamp(mix(vec3(grey), colour, saturation), 0.0, 1.0);
    if (look > 0 && strength > 0.0)
        colour = mix(colour, table(colour, float(look - 1)), strength);
    gl_FragColor = vec4(colour, shown.a);
}
