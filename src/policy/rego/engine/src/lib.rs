//! Rego behind a small C interface; what each function takes and gives is told in ../engine.h, which declares them.
//!
//! - A panic ends at the border: it is an error like any other.
//! - Policies reach neither network nor clock nor chance: the functions of Rego that would are answered here, before regorus
//!   looks for its own.
//! - What Docker Scout's functions answer comes from the program, by one callback; the same question is asked once.
//! - Every allocation is counted while a limit is set; whoever goes over it ends (the program evaluates in a child).

mod border;
mod counted;
mod engine;
mod functions;

#[global_allocator]
static ALLOCATOR: counted::Counted = counted::Counted;
