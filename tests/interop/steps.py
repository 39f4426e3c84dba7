"""Shared by all plays: comparisons that end a play, and the states of an object over time."""

# The world that all play in, in world.yaml.
A, B = 1000000000000001, 1000000000000002
HUB, SHOP = "vpc-a1", "vpc-b1"
HUB_REGION, SHOP_REGION = "cn-beijing", "us-east-1"
# Every class of character that the signature's encoding knows.
DESCRIPTION = "a*b+c d/~é中 50% &=?"

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
