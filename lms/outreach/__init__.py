"""The outreach log: a team's visits from house to house, and their sums by month."""
