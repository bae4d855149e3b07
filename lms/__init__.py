"""Học Số: training and its proof for community digital technology teams."""

__version__ = "0.1.0"
