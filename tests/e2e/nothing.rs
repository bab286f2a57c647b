//! This package only holds tests; Cargo wants a target beside them.
