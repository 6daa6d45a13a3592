"""Learning: a parameter is chosen, a control is moved, and the two are joined.

In: what a hand moves and types. Out: bindings to keep and to drop, and what the overlay shows meanwhile.
Main process; pure: who keeps and who draws is told by `engine.show.learning`.
"""
