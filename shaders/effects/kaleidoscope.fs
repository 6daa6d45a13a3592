/*{
    "DESCRIPTION": "Mirrors around a point: one piece of the picture becomes a flower without a seam",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Geometry Adjustment"],
    "INPUTS": [
        { "NAME": "inputImage", "TYPE": "image" },
        { "NAME": "segments", "TYPE": "long", "LABEL": "Segments", "DESCRIPTION": "how often the piece comes round",
          "DEFAULT": 6, "MIN": 2, "MAX": 16 },
        { "NAME": "centre", "TYPE": "point2D", "LABEL": "Centre", "DESCRIPTION": "the place of the picture in the middle",
          "DEFAULT": [0.5, 0.5], "MIN": [0.2, 0.2], "MAX": [0.8, 0.8] },
        { "NAME": "turn", "TYPE": "float", "LABEL": "Turn", "DESCRIPTION": "which piece, in turns around the centre",
          "DEFAULT": 0.0, "MIN": -0.5, "MAX": 0.5 },
        { "NAME": "spin", "TYPE": "float", "LABEL": "Spin", "DESCRIPTION": "turns a second by itself",
          "DEFAULT": 0.01, "MIN": -0.2, "MAX": 0.2 },
        { "NAME": "zoom", "TYPE": "float", "LABEL": "Zoom", "DESCRIPTION": "size of what is mirrored",
          "DEFAULT": 1.0, "MIN": 0.5, "MAX": 3.0 }
    ],
    "PASSES": [
        { "TARGET": "spun", "PERSISTENT": true, "FLOAT": true, "WIDTH": "1", "HEIGHT": "1" },
        {}
    ]
}*/

const float TURN = 6.2831853;

void main() {
    if (PASSINDEX == 0) {
        // The angle adds up here, so that a changed spin never jumps.
        gl_FragColor = vec4(fract(IMG_NORM_PIXEL(spun, vec2(0.5)).r + spin * TIMEDELTA), 0.0, 0.0, 1.0);
        return;
    }
    vec2 shape = vec2(RENDERSIZE.x / RENDERSIZE.y, 1.0);
    vec2 off = (isf_FragNormCoord - 0.5) * shape;
    float wedge = TURN / float(segments);
    // From 0 at a mirror to half a wedge at the next one and back.
    float angle = abs(mod(atan(off.x, off.y) + 0.5 * wedge, wedge) - 0.5 * wedge);
    angle += (turn + IMG_NORM_PIXEL(spun, vec2(0.5)).r) * TURN;
    vec2 place = centre + length(off) / zoom * vec2(sin(angle), cos(angle)) / shape;
    // Beyond its edge the picture goes on as its own mirror image.
    place = 1.0 - abs(mod(place, 2.0) - 1.0);
    gl_FragColor = IMG_NORM_PIXEL(inputImage, place);
}
