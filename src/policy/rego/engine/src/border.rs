//! The functions that the program calls. Every text is bytes and their number; every panic ends here.

use std::os::raw::{c_char, c_int, c_void};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;

use anyhow::{anyhow, Result};
use regorus::Value;

use crate::counted;
use crate::engine::{Evaluated, Policies};
use crate::functions::{Answer, Asking, Put};

const OK: c_int = 0;
const NO_DATA: c_int = 1;
const WRONG: c_int = 2;
const TOO_LONG: c_int = 3;

fn text_of(bytes: *const c_char, size: usize) -> Result<&'static str> {
    if size == 0 {
        return Ok("");
    }
    // SAFETY: the program hands over that many bytes, which stay there during the call; no text is kept beyond it.
    let bytes = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), size) };
    std::str::from_utf8(bytes).map_err(|error| anyhow!("not UTF-8 at byte {}", error.valid_up_to()))
}

fn give(text: &str, into: *mut c_void, put: Put) {
    put(into, text.as_ptr().cast(), text.len());
}

/// Of a pointer that the program was given and has not freed.
fn policies<'a>(handle: *mut Policies) -> Option<&'a mut Policies> {
    // SAFETY: handles come from pq_rego_new, are used by one thread at a time and end in pq_rego_free.
    unsafe { handle.as_mut() }
}

fn reason_of(panic: &(dyn std::any::Any + Send)) -> String {
    let words = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    format!("the engine failed: {}", words.unwrap_or("no reason given"))
}

/// Runs what may fail or panic; the reason stays in the handle.
fn guarded(handle: *mut Policies, work: impl FnOnce(&mut Policies) -> Result<c_int>) -> c_int {
    let Some(policies) = policies(handle) else { return WRONG };
    let done = catch_unwind(AssertUnwindSafe(|| work(policies)));
    match done {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => {
            policies.error = format!("{error:#}");
            WRONG
        }
        Err(panic) => {
            policies.error = reason_of(panic.as_ref());
            WRONG
        }
    }
}

#[no_mangle]
pub extern "C" fn pq_rego_limit_memory(bytes: usize, over: counted::Over) {
    counted::limit(bytes, over);
}

/// Panics are told to the caller, not to standard error.
#[no_mangle]
pub extern "C" fn pq_rego_be_quiet() {
    std::panic::set_hook(Box::new(|_| {}));
}

#[no_mangle]
pub extern "C" fn pq_rego_asking_new(answer: Answer, context: *mut c_void) -> *mut Arc<Asking> {
    Box::into_raw(Box::new(Arc::new(Asking::new(answer, context))))
}

#[no_mangle]
pub extern "C" fn pq_rego_asking_free(asking: *mut Arc<Asking>) {
    if !asking.is_null() {
        // SAFETY: it came from pq_rego_asking_new, and is freed once.
        drop(unsafe { Box::from_raw(asking) });
    }
}

#[no_mangle]
pub extern "C" fn pq_rego_new(asking: *const Arc<Asking>, strict: c_int) -> *mut Policies {
    // SAFETY: it came from pq_rego_asking_new and is not freed yet.
    let Some(asking) = (unsafe { asking.as_ref() }) else { return std::ptr::null_mut() };
    match catch_unwind(AssertUnwindSafe(|| Policies::new(asking, strict != 0))) {
        Ok(Ok(made)) => Box::into_raw(Box::new(made)),
        _ => std::ptr::null_mut(),
    }
}

#[no_mangle]
pub extern "C" fn pq_rego_free(handle: *mut Policies) {
    if !handle.is_null() {
        // SAFETY: it came from pq_rego_new, and is freed once.
        let boxed = unsafe { Box::from_raw(handle) };
        let _ = catch_unwind(AssertUnwindSafe(move || drop(boxed)));
    }
}

#[no_mangle]
pub extern "C" fn pq_rego_set_time(handle: *mut Policies, milliseconds: u64) {
    guarded(handle, |policies| {
        policies.set_time(milliseconds);
        Ok(OK)
    });
}

#[no_mangle]
pub extern "C" fn pq_rego_add_policy(
    handle: *mut Policies,
    path: *const c_char,
    path_size: usize,
    text: *const c_char,
    text_size: usize,
    into: *mut c_void,
    put: Put,
) -> c_int {
    guarded(handle, |policies| {
        let package = policies.add_policy(text_of(path, path_size)?, text_of(text, text_size)?)?;
        give(&package, into, put);
        Ok(OK)
    })
}

#[no_mangle]
pub extern "C" fn pq_rego_add_data(handle: *mut Policies, json: *const c_char, size: usize) -> c_int {
    guarded(handle, |policies| policies.add_data(text_of(json, size)?).map(|()| OK))
}

#[no_mangle]
pub extern "C" fn pq_rego_value_new(json: *const c_char, size: usize) -> *mut Value {
    let made = catch_unwind(|| text_of(json, size).and_then(Value::from_json_str));
    match made {
        Ok(Ok(value)) => Box::into_raw(Box::new(value)),
        _ => std::ptr::null_mut(),
    }
}

#[no_mangle]
pub extern "C" fn pq_rego_value_free(value: *mut Value) {
    if !value.is_null() {
        // SAFETY: it came from pq_rego_value_new, and is freed once.
        drop(unsafe { Box::from_raw(value) });
    }
}

#[no_mangle]
pub extern "C" fn pq_rego_set_input(handle: *mut Policies, value: *const Value) -> c_int {
    guarded(handle, |policies| {
        // SAFETY: it came from pq_rego_value_new and is not freed yet.
        let value = unsafe { value.as_ref() }.ok_or_else(|| anyhow!("no input"))?;
        policies.set_input(value.clone());
        Ok(OK)
    })
}

#[no_mangle]
pub extern "C" fn pq_rego_evaluate(
    handle: *mut Policies,
    query: *const c_char,
    size: usize,
    into: *mut c_void,
    put: Put,
) -> c_int {
    guarded(handle, |policies| {
        Ok(match policies.evaluate(text_of(query, size)?) {
            Evaluated::Value(json) => {
                give(&json, into, put);
                OK
            }
            Evaluated::NoData(reason) => {
                policies.error = reason;
                NO_DATA
            }
            Evaluated::TooLong => TOO_LONG,
            Evaluated::Wrong(reason) => {
                policies.error = reason;
                WRONG
            }
        })
    })
}

/// Each print by a call of `put`.
#[no_mangle]
pub extern "C" fn pq_rego_take_prints(handle: *mut Policies, into: *mut c_void, put: Put) {
    guarded(handle, |policies| {
        for line in policies.take_prints() {
            give(&line, into, put);
        }
        Ok(OK)
    });
}

#[no_mangle]
pub extern "C" fn pq_rego_watch_coverage(handle: *mut Policies) {
    guarded(handle, |policies| {
        policies.watch_coverage();
        Ok(OK)
    });
}

#[no_mangle]
pub extern "C" fn pq_rego_coverage(handle: *mut Policies, into: *mut c_void, put: Put) -> c_int {
    guarded(handle, |policies| {
        give(&policies.coverage()?, into, put);
        Ok(OK)
    })
}

/// Why the last call of this handle failed.
#[no_mangle]
pub extern "C" fn pq_rego_error(handle: *mut Policies, into: *mut c_void, put: Put) {
    if let Some(policies) = policies(handle) {
        give(&policies.error, into, put);
    }
}
