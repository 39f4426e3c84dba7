"""What every play needs: comparisons that end it, and the states that something goes through."""

MOST_READS = 10


def expect(what, actual, wanted):
    if actual != wanted:
        raise SystemExit(f"{what}: expected {wanted!r}, got {actual!r}")


def walk(what, read, wanted):
    """The states that reads show until the last of `wanted`; a state is named once however often it shows."""
    seen = []
    for _ in range(MOST_READS):
        state = read()
        if not seen or seen[-1] != state:
            seen.append(state)
        if state == wanted[-1]:
            break
    expect(f"{what}: its states", seen, wanted)
