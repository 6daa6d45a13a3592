/*{
    "DESCRIPTION": "One flies through the old look, and the new one is behind it",
    "CREDIT": "Asterism", "ISFVSN": "2", "VSN": "1", "CATEGORIES": ["Transition"],
    "INPUTS": [
        { "NAME": "startImage", "TYPE": "image" },
        { "NAME": "endImage", "TYPE": "image" },
        { "NAME": "progress", "TYPE": "float", "DEFAULT": 0.0, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "depth", "TYPE": "float", "LABEL": "Depth", "DESCRIPTION": "how far one flies",
          "DEFAULT": 0.5, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "smear", "TYPE": "float", "LABEL": "Smear", "DESCRIPTION": "how much the speed blurs",
          "DEFAULT": 0.5, "MIN": 0.0, "MAX": 1.0 },
        { "NAME": "centre", "TYPE": "point2D", "LABEL": "Centre", "DESCRIPTION": "where one flies to",
          "DEFAULT": [0.5, 0.5], "MIN": [0.0, 0.0], "MAX": [1.0, 1.0] }
    ]
}*/

const int READS = 4;

void main() {
    float eased = progress * progress * (3.0 - 2.0 * progress), speed = 4.0 * progress * (1.0 - progress);
    float doublings = mix(0.7, 3.0, depth);
    vec2 off = isf_FragNormCoord - centre;
    float come = smoothstep(0.3, 0.7, progress);
    // Each pixel reads elsewhere than its neighbours, so that no read shows from the next.
    float shift = fract(dot(gl_FragCoord.xy, vec2(0.7548777, 0.5698403)));
    vec4 sum = vec4(0.0);
    for (int read = 0; read < READS; read++) {
        float back = ((float(read) + shift) / float(READS) - 0.5) * speed * smear * 0.5;
        // The old look is behind the eye when the new one is in its place: both come nearer by as much.
        vec2 old = centre + off * exp2(-doublings * eased + back), new = centre + off * exp2(doublings * (1.0 - eased) + back);
        sum += mix(IMG_NORM_PIXEL(startImage, old), IMG_NORM_PIXEL(endImage, 1.0 - abs(mod(new, 2.0) - 1.0)), come);
    }
    gl_FragColor = progress <= 0.0 ? IMG_NORM_PIXEL(startImage, isf_FragNormCoord)
        : progress >= 1.0 ? IMG_NORM_PIXEL(endImage, isf_FragNormCoord) : sum / float(READS);
}
