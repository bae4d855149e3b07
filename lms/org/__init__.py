"""Units through time: province, district, commune, village; their names, codes, places."""
