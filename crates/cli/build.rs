//! Embeds the pages of the diagnostic codes, so that `cen explain` needs no file.

use std::fmt::Write as _;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("../../docs/codes");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut pages: Vec<_> = std::fs::read_dir(&folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    pages.sort();
    let mut list = String::from("[\n");
    for page in pages
        .iter()
        .filter(|page| page.extension().is_some_and(|kind| kind == "md"))
    {
        let code = page
            .file_stem()
            .ok_or("a page without a name")?
            .to_string_lossy();
        writeln!(
            list,
            "    ({code:?}, include_str!({:?})),",
            page.canonicalize()?
        )?;
    }
    list.push_str("]\n");
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("pages.rs"), list)?;
    Ok(())
}
