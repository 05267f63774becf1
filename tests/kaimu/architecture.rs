//! Holds the house against its map.
