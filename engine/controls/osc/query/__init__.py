"""OSCQuery: other programs ask over HTTP what there is, and are told values over a WebSocket.

In: the catalogue and values from the show; requests from anybody. Out: JSON, OSC packets, announcements on the network.
`handle` runs in the main process; all the rest of it in a process of its own, which the show can do without.
"""
