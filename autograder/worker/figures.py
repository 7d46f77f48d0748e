"""Pictures of figures, each laid out and drawn once.

``print_figure`` of matplotlib draws a figure that has a layout engine twice: to lay it out, and to paint it.
"""

from __future__ import annotations

import io
from binascii import b2a_base64
from typing import Any, Final

from IPython.core import pylabtools
from matplotlib.backends.backend_agg import FigureCanvasAgg

_stock: Final = pylabtools.print_figure


def draw_once() -> None:
    """Has IPython make PNGs by :func:`print_figure`, whichever formats a notebook asks for later."""
    pylabtools.print_figure = print_figure


def print_figure(
    figure: Any, fmt: str = "png", bbox_inches: Any = "tight", base64: bool = False, **options: Any
) -> Any:
    """A PNG of the whole figure as it is; anything else as IPython does it, with the same arguments."""
    plain = fmt == "png" and bbox_inches is None and not options
    if not plain or not isinstance(figure.canvas, FigureCanvasAgg) or not (figure.axes or figure.lines):
        return _stock(figure, fmt, bbox_inches, base64, **options)
    picture = io.BytesIO()
    figure.canvas.print_png(picture)  # type: ignore[no-untyped-call]
    return b2a_base64(picture.getvalue(), newline=False).decode() if base64 else picture.getvalue()
