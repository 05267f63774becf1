//! Sets how the program is linked.

use std::env;

#[expect(clippy::disallowed_methods, reason = "cargo says the target in the environment")]
fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = |name| env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    // Relocations take 20 kB in place of 1.4 MB. The program needs glibc 2.36 (Debian 12) then. The linker of Debian 12 for arm64
    // does not have the option.
    if target("OS") == "linux" && target("ENV") == "gnu" && target("ARCH") == "x86_64" {
        println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}
