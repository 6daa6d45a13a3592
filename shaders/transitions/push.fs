/*{
    "DESCRIPTION": "The new look pushes the old one out, with a smear of speed",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Transition"],
    "INPUTS": [
        { "NAME": "startImage", "TYPE": "image" },
        { "NAME": "endImage", "TYPE": "image" },
        { "NAME": "progress", "TYPE": "float", "DEFAULT": 0.0, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "towards", "TYPE": "long", "LABEL": "Towards", "DESCRIPTION": "where the old look goes",
          "DEFAULT": 0, "VALUES": [0, 1, 2, 3], "LABELS": ["left", "right", "up", "down"] },
        { "NAME": "smear", "TYPE": "float", "LABEL": "Smear", "DESCRIPTION": "how much the speed blurs",
          "DEFAULT": 0.5, "MIN": 0.0, "MAX": 1.0 }
    ]
}*/

const int READS = 4;

void main() {
    vec2 along = towards == 0 ? vec2(-1.0, 0.0) : towards == 1 ? vec2(1.0, 0.0) : towards == 2 ? vec2(0.0, 1.0)
        : vec2(0.0, -1.0);
    float eased = progress * progress * progress * (progress * (progress * 6.0 - 15.0) + 10.0);
    // The curve's own slope is the speed: 0 at both ends.
    float rest = progress * (1.0 - progress), speed = 30.0 * rest * rest;
    // Each pixel reads elsewhere than its neighbours, so that no read shows from the next.
    float shift = fract(dot(gl_FragCoord.xy, vec2(0.7548777, 0.5698403)));
    vec4 sum = vec4(0.0);
    for (int read = 0; read < READS; read++) {
        float back = ((float(read) + shift) / float(READS) - 0.5) * speed * smear * 0.08;
        vec2 place = isf_FragNormCoord - along * (eased + back);
        vec2 inside = step(abs(place - 0.5), vec2(0.5));
        sum += inside.x * inside.y > 0.0 ? IMG_NORM_PIXEL(startImage, place)
            : IMG_NORM_PIXEL(endImage, place + along * (dot(place - 0.5, along) > 0.0 ? -1.0 : 1.0));
    }
    gl_FragColor = progress <= 0.0 ? IMG_NORM_PIXEL(startImage, isf_FragNormCoord)
        : progress >= 1.0 ? IMG_NORM_PIXEL(endImage, isf_FragNormCoord) : sum / float(READS);
}
