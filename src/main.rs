//! The program `kaimu`: runs the command line and returns its exit status.

fn main() -> std::process::ExitCode {
    kaimu::cli::run()
}
