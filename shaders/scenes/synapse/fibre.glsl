// The axons' ways. fibres: a row an axon, a column a point from its soma to its terminal; xyz the place, w how many
// axons run side by side there. The points are evenly spaced.
uniform sampler2D fibres;
uniform float points;             // on each axon
uniform float synapse_bundling;   // 0 straight .. 1 as bundled

// A point on an axon, and in w how many run side by side there.
vec4 fibre_at(float row, float point) {
    int last = int(points) - 1;
    vec4 bundled = texelFetch(fibres, ivec2(clamp(int(point), 0, last), int(row)), 0);
    vec3 from = texelFetch(fibres, ivec2(0, int(row)), 0).xyz;
    vec3 to = texelFetch(fibres, ivec2(last, int(row)), 0).xyz;
    float s = clamp(point / float(last), 0.0, 1.0);
    vec4 here = mix(vec4(mix(from, to, s), 1.0), bundled, synapse_bundling);
    return vec4(here.xyz * layout_scale, here.w);
}

// How far light has come on the way to a share s of an axon, in radii; extent is the length of its bundled way.
float way_to(float row, float s, float extent) {
    vec3 from = texelFetch(fibres, ivec2(0, int(row)), 0).xyz;
    vec3 to = texelFetch(fibres, ivec2(int(points) - 1, int(row)), 0).xyz;
    return s * mix(length(to - from), extent, synapse_bundling);
}
