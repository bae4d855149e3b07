"""Học Số: training and its proof for community digital technology teams."""
