//! What the page on performance says is what was measured.
