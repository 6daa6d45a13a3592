"""Songs played: by voices of our own and by soundfonts, one stem for each player.

In: `engine.corpus.song.Song`. Out: `Stems`, mono float32 at 48 kHz.
Runs where lessons are made; FluidSynth is loaded on first use.
"""
