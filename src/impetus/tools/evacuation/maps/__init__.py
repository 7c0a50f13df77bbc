"""Maps in: OpenStreetMap, GeoJSON, WKT and DXF files made into a walking graph, with an audit of what was assumed."""
