"""The offline base map: an OpenStreetMap extract in, one PMTiles archive and three styles out."""
