"""Names and values as SQL text."""


def quote(name):
    return "`" + name.replace("`", "``") + "`"


def table_name(name):
    """`schema.table`, each part quoted."""
    return ".".join(quote(part) for part in name.split("."))


def literal(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def listed(names, prefix=""):
    return ", ".join(prefix + quote(name) for name in names)


def equal_keys(keys, left, right):
    return " AND ".join(f"{left}.{quote(key)} = {right}.{quote(key)}" for key in keys)


def view_name(source, part):
    """The temporary view of one part of a batch; a stream has a session of its own, a table one name."""
    return quote(f"cdc_{source}_{part}")
