"""One case of a layer."""


def row(name, inputs, _more=None, **arguments):
    """A layer's case: `inputs` is a shape or a list of shapes; `_more` holds training, span (of the inputs), values."""
    return {"name": name, "inputs": inputs, "arguments": arguments, **(_more or {})}


TRAINING = dict(training=True)
