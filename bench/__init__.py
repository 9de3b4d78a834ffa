"""How fast Kommuneside is, beside its peers: `python build.py bench`.

    corpus    from a seed: topics of four sections
    → layouts     the same texts on disk, as each generator wants them; `skeleton` is the page they all make
    → peers       the generators: how each is had, and how each is started
    → timing      turn and turn about: seconds and memory
    reload        from save to reload in `serve`
    weight        bytes of a page, beside GOV.UK's and Det Fælles Designsystem's
    serving       answers a second of nginx with the emitted include, beside nginx with a bare file
    → bars        what was promised, as ratios
    → results     RESULTS.md, in parts, each written by its own bench

A new bench is a module with its part's name in `command.PARTS`; it leaves the other parts as they are.
"""
