"""An office's own Word templates: which fields there are, what is wrong in one and where, and filling it safely.

Pure: bytes and plain data in, bytes and plain data out. A template is hostile until shown otherwise: it may name
fields, loop over tables and choose, nothing else.
"""

from .checking import Checked, check
from .fields import Field, Values, catalogue, values
from .filling import fill
from .places import Problem
from .starting import starter

__all__ = ["Checked", "Field", "Problem", "Values", "catalogue", "check", "fill", "starter", "values"]
