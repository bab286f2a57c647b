//! Small drawings of our own, of lines on a square of 24, beside the headings of needs.

use crate::sources::words::Pictogram;

/// What stands inside the `svg`.
pub(super) fn drawing(pictogram: Pictogram) -> &'static str {
    match pictogram {
        Pictogram::Compass => "<circle cx=\"12\" cy=\"12\" r=\"9\"/><path d=\"m15.5 8.5-2 5-5 2 2-5z\"/>",
        Pictogram::Book => {
            "<path d=\"M12 7c-2-1.7-4.7-2.3-8-2v13c3.3-.3 6 .3 8 2 2-1.7 4.7-2.3 8-2V5c-3.3-.3-6 .3-8 2zm0 0v13\"/>"
        }
        Pictogram::Case => {
            "<rect x=\"3\" y=\"8\" width=\"18\" height=\"12\" rx=\"2\"/><path d=\"M9 8V5.5A1.5 1.5 0 0 1 10.5 4h3A1.5 1.5 0 0 1 15 5.5V8M3 13h18m-9-1.5v3\"/>"
        }
        Pictogram::Steps => "<path d=\"M3 20h5v-5h5v-5h5V5h3m-9 0h-4m4 0v4\"/>",
        Pictogram::House => "<path d=\"m3 11.5 9-7.5 9 7.5M5.5 9.5V20h13V9.5M10 20v-6h4v6\"/>",
        Pictogram::Globe => {
            "<circle cx=\"12\" cy=\"12\" r=\"9\"/><path d=\"M3 12h18M12 3c-5.3 5.5-5.3 12.5 0 18 5.3-5.5 5.3-12.5 0-18z\"/>"
        }
        Pictogram::Heart => {
            "<path d=\"M12 20s-8-4.7-8-10.2C4 7 6 5 8.3 5c1.600 0 2.900.8 3.7 2.2C12.800 5.800 14.100 5 15.7 5 18 5 20 7 20 9.800 20 15.3 12 20 12 20z\"/>"
        }
        Pictogram::People => {
            "<circle cx=\"9\" cy=\"8\" r=\"3.5\"/><path d=\"M2.5 20c.3-4 2.900-6.5 6.5-6.5s6.2 2.5 6.5 6.5M15.5 5a3.5 3.5 0 0 1 0 6.3M18 14c2 .9 3.3 3 3.5 6\"/>"
        }
    }
}
