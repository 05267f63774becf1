//! Texts of `--help`: the end with an example and the exit statuses, and the argument that names a user.

/// Help text with an example of the command. The second form has exit statuses of its own.
macro_rules! example {
    ($command:literal) => {
        example!($command, "0 success, 1 failure, 2 invalid configuration or arguments")
    };
    ($command:literal, $exit_statuses:literal) => {
        concat!("Example: ", $command, "\n\nExit status: ", $exit_statuses)
    };
}

pub(super) use example;

/// The help of each argument that names a user.
pub(super) const USER: &str = "Username, id or proven e-mail address of the user";
