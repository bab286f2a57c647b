//! Which crates the code of a module comes from, before `wasm-opt`: what grew, and whose it is.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// Bytes of code by crate.
pub(super) type Crates = BTreeMap<String, u64>;

/// Crates below this are summed up.
const SMALL: u64 = 1_000;
/// Their name in the table.
const OTHERS: &str = "(others)";

/// The code of each crate in a module that still has its names.
pub(super) fn measure(module: &Path) -> Result<Crates> {
    let bytes = fs::read(module)
        .with_context(|| format!("cannot read {}: run `cargo xtask build` first", module.display()))?;
    by_crate(&bytes).with_context(|| format!("cannot use {}", module.display()))
}

fn by_crate(module: &[u8]) -> Result<Crates> {
    let mut imported = 0;
    let mut bodies = Vec::new();
    let mut names = BTreeMap::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes().len() as u64),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(subsections) = section.as_known() {
                    for subsection in subsections {
                        if let Name::Function(functions) = subsection? {
                            for naming in functions {
                                let naming = naming?;
                                names.insert(naming.index, naming.name);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let mut crates = Crates::new();
    for (index, size) in (imported..).zip(bodies) {
        let name = names.get(&index).copied().unwrap_or_default();
        // What describes functions and types to wasm-bindgen, which removes it.
        if !name.starts_with("__wbindgen_describe") && !name.contains("WasmDescribe") {
            *crates.entry(crate_of(name)).or_default() += size;
        }
    }
    Ok(with_others(crates))
}

/// The crate that a function is from: the first that its demangled name begins a path with.
fn crate_of(symbol: &str) -> String {
    let name = format!("{:#}", rustc_demangle::demangle(symbol));
    let mut rest = name.as_str();
    while let Some(end) = rest.find("::") {
        let start = rest[..end].rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |at| at + 1);
        if start < end {
            return rest[start..end].to_owned();
        }
        rest = &rest[end + 2..];
    }
    // Exports have plain names; they are the module's own.
    "(exports)".to_owned()
}

fn with_others(crates: Crates) -> Crates {
    let (mut large, small): (Crates, Crates) = crates.into_iter().partition(|(_, size)| *size >= SMALL);
    large.insert(OTHERS.to_owned(), small.values().sum());
    large
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_belongs_to_the_first_crate_of_its_name() {
        let check = |symbol: &str, expected: &str| assert_eq!(crate_of(symbol), expected, "{symbol}");
        check("_RNvMCskRbLG3wL42M_13azimut_engineNtB2_6Engine4open", "azimut_engine");
        check("_RNvNtCshnsNhZkzWha_13azimut_widget4link4read", "azimut_widget");
        check("_ZN4core3fmt9Formatter3pad17h0123456789abcdefE", "core");
        check("app_act_37b5e6504cdfce12", "(exports)");
        check("", "(exports)");
    }

    #[test]
    fn small_crates_are_summed_up() {
        let crates = [("a", 5_000), ("b", 999), ("c", 2)].map(|(name, size)| (name.to_owned(), size)).into();
        let expected = [("a", 5_000), (OTHERS, 1_001)].map(|(name, size)| (name.to_owned(), size)).into();
        assert_eq!(with_others(crates), expected);
    }

    #[test]
    fn a_module_is_read() {
        // Two functions of two bytes of code, the second named.
        let module = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x03\x02\0\0\x0a\x07\x02\x02\0\x0b\x02\0\x0b\
            \0\x0d\x04name\x01\x06\x01\x01\x03a::";
        assert_eq!(by_crate(module).unwrap()[OTHERS], 4);
        assert!(by_crate(b"not a module").is_err());
    }
}
