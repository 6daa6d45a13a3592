#version 330 core
// A panel with round corners, the input level's bar, and type on top; premultiplied alpha throughout.
uniform sampler2D image;
uniform vec2 size_px;
uniform float radius_px;
uniform vec4 backing;     // colour and opacity
uniform vec4 bar;         // x, y, width, height; no bar when the width is 0
uniform vec2 reading;     // level and gate on the bar, 0..1; no gate below 0
in vec2 uv;
in vec2 place_px;
out vec4 picture;

// Distance in pixels to the edge of a box with round corners, negative inside.
float box_distance(vec2 from_centre, vec2 half_size, float radius) {
    vec2 beyond = abs(from_centre) - half_size + radius;
    return length(max(beyond, 0.0)) + min(max(beyond.x, beyond.y), 0.0) - radius;
}

float coverage(float distance_px) {
    return clamp(0.5 - distance_px, 0.0, 1.0);
}

void main() {
    float edge = box_distance(place_px - 0.5 * size_px, 0.5 * size_px, radius_px);
    vec4 colour = vec4(backing.rgb * backing.a, backing.a) * coverage(edge);
    colour.rgb += 0.09 * coverage(abs(edge + 1.0) - 0.5);

    if (bar.z > 0.0) {
        vec2 centre = bar.xy + 0.5 * bar.zw;
        float track = coverage(box_distance(place_px - centre, 0.5 * bar.zw, 0.5 * bar.w));
        float along_px = place_px.x - bar.x;
        float along = along_px / bar.z;
        vec3 hue = mix(vec3(0.30, 0.80, 0.72), vec3(0.98, 0.76, 0.30), smoothstep(0.74, 0.86, along));
        hue = mix(hue, vec3(0.98, 0.33, 0.30), smoothstep(0.93, 0.97, along));
        float lit = clamp(reading.x * bar.z - along_px + 0.5, 0.0, 1.0);
        colour = mix(colour, vec4(mix(vec3(0.14, 0.16, 0.20), hue, lit), 1.0), track);
        if (reading.y >= 0.0) {
            vec2 mark = vec2(max(1.0, 0.22 * bar.w), 1.1 * bar.w);
            vec2 from_mark = place_px - vec2(bar.x + reading.y * bar.z, centre.y);
            colour = mix(colour, vec4(0.86, 0.89, 0.94, 1.0), coverage(box_distance(from_mark, mark, 0.0)));
        }
    }

    vec4 ink = texture(image, uv);
    picture = ink + colour * (1.0 - ink.a);
}
