//! The few functions of numbers that the engine needs, in few bytes.
//!
//! They give the same bits on every platform, so that a phone and the command line order the same results the
//! same way. `libm` does too, but its sine and cosine take any angle and its logarithm any number, for which
//! they bring tables: 4.7 kB of what a visitor downloads.

use core::f64::consts::{FRAC_PI_2, PI};

/// The sine of an angle in radians, from -2π to 2π; within 10⁻¹⁵.
pub(crate) fn sin(angle: f64) -> f64 {
    let quarter = libm::round(angle / FRAC_PI_2);
    let rest = angle - quarter * FRAC_PI_2;
    match quarter as i32 & 3 {
        0 => sin_near_zero(rest),
        1 => cos_near_zero(rest),
        2 => -sin_near_zero(rest),
        _ => -cos_near_zero(rest),
    }
}

/// The cosine of an angle in radians, from -π to π; within 10⁻¹⁵.
pub(crate) fn cos(angle: f64) -> f64 {
    sin(PI / 2.0 - angle.abs())
}

/// Taylor's series up to the fifteenth power, for at most π/4.
fn sin_near_zero(x: f64) -> f64 {
    x * series(x * x, &[2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0])
}

/// Taylor's series up to the sixteenth power, for at most π/4.
fn cos_near_zero(x: f64) -> f64 {
    series(x * x, &[1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0])
}

/// `1 - x²/(n₁(n₁+1)) · (1 - x²/(n₂(n₂+1)) · (…))`
fn series(square: f64, steps: &[f64]) -> f64 {
    steps.iter().rev().fold(1.0, |inner, n| 1.0 - square / (n * (n + 1.0)) * inner)
}

/// The logarithm to base two of a finite number that is at least one; within 10⁻⁸. It takes a bit of the
/// fraction a turn: the square of a number has twice its logarithm.
pub(crate) fn log2(number: f64) -> f64 {
    let bits = number.to_bits();
    let exponent = (bits >> 52) as i32 - 1023;
    let mut mantissa = f64::from_bits(bits & !(0xfff << 52) | 1023 << 52);
    let mut result = f64::from(exponent);
    let mut worth = 0.5;
    for _ in 0..27 {
        mantissa *= mantissa;
        if mantissa >= 2.0 {
            mantissa /= 2.0;
            result += worth;
        }
        worth /= 2.0;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test(unsupported = test)]
    fn sine_and_cosine_are_those_of_libm() {
        for step in -36_000..=36_000 {
            let angle = f64::from(step) / 36_000.0 * PI;
            assert!((sin(angle * 2.0) - libm::sin(angle * 2.0)).abs() < 1e-15, "sin {angle}");
            assert!((cos(angle) - libm::cos(angle)).abs() < 1e-15, "cos {angle}");
        }
        // Small angles decide which of two near places comes first: there the error is relative.
        for step in 1..10_000 {
            let angle = f64::from(step) * 1e-9;
            assert!((sin(angle) / libm::sin(angle) - 1.0).abs() < 1e-15, "sin {angle}");
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn the_logarithm_is_that_of_libm() {
        for step in 0..200_000 {
            let number = 1.0 + f64::from(step) * 0.37;
            assert!((log2(number) - libm::log2(number)).abs() < 1e-8, "log2 {number}");
        }
        assert_eq!(log2(1.0).to_bits(), 0.0_f64.to_bits());
        assert_eq!(log2(65_536.0).to_bits(), 16.0_f64.to_bits());
    }
}
