//! Arguments and environment in, exit status out.

fn main() -> std::process::ExitCode {
    kaimu::cli::run()
}
