//! Sorting in few bytes.
//!
//! The standard library's sorts are made for speed on millions of items, and each kind of item brings another
//! 5 kB of code into the download. Ours sorts numbers, once for all kinds: a merge sort through a comparison
//! that is called by address. Gazetteer names, by far the most, take a few milliseconds more on opening.

use core::cmp::Ordering;

/// Sorts, keeping equal items in their order.
pub(crate) fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let order = order(items.len(), &mut |a, b| compare(&items[a], &items[b]));
    permute(items, order);
}

/// Sorts by a key, keeping items of equal keys in their order.
pub(crate) fn sort_by_key<T, K: Ord>(items: &mut [T], mut key: impl FnMut(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// The numbers below `count` in order.
#[inline(never)]
fn order(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<u32> {
    let mut from: Vec<u32> = (0..count as u32).collect();
    let mut into = from.clone();
    let mut width = 1;
    while width < count {
        let mut start = 0;
        while start < count {
            let middle = (start + width).min(count);
            let end = (start + 2 * width).min(count);
            let (mut left, mut right) = (start, middle);
            for slot in &mut into[start..end] {
                let take_left = left < middle
                    && (right == end
                        || compare(from[left] as usize, from[right] as usize) != Ordering::Greater);
                let taken = if take_left { &mut left } else { &mut right };
                *slot = from[*taken];
                *taken += 1;
            }
            start = end;
        }
        core::mem::swap(&mut from, &mut into);
        width *= 2;
    }
    from
}

/// Puts the item `order[n]` at `n`, by swaps along each cycle.
fn permute<T>(items: &mut [T], mut order: Vec<u32>) {
    for start in 0..items.len() {
        let mut at = start;
        loop {
            let next = order[at] as usize;
            order[at] = at as u32;
            if next == start {
                break;
            }
            items.swap(at, next);
            at = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::sort_by_key;

    #[wasm_bindgen_test(unsupported = test)]
    fn it_sorts_as_the_standard_library_does() {
        let mut number = 12_345_u32;
        let mut next = move || {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            number >> 16
        };
        for length in 0..200 {
            // Few keys, so that many are equal and their order shows.
            let mut items: Vec<(u32, u32)> = (0..length).map(|position| (next() % 17, position)).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|item| item.0);
            sort_by_key(&mut items, |item| item.0);
            assert_eq!(items, expected);
        }
    }
}
