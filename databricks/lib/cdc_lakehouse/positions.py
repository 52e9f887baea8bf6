"""Positions as SQL: (epoch, commit LSN, ordinal) as a struct, which Spark compares field by field.

Where a key change left a value out, the value's place in the order is a path: the position of the key change, then
that of the record of the old key which had the value. Paths are arrays of positions, compared from the front: the
path of a value that its own record carries is one position long.
"""

POSITION = "STRUCT<epoch: INT, lsn: BIGINT, seq: BIGINT>"
PATH = f"ARRAY<{POSITION}>"
PATHS = f"MAP<STRING, {PATH}>"


def position(value):
    epoch, lsn, seq = value[:3]
    return f"named_struct('epoch', {epoch}, 'lsn', {lsn}L, 'seq', {seq}L)"


def newer(left, right):
    """True where left comes after right; nothing comes after a left that is NULL or before a right that is."""
    return f"({left} IS NOT NULL AND ({right} IS NULL OR {left} > {right}))"


def later(left, right):
    return f"IF({newer(left, right)}, {left}, {right})"
