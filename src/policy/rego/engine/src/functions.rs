//! The functions that policies may call besides OPA's.

use std::collections::BTreeMap;
use std::os::raw::{c_char, c_int, c_void};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{anyhow, bail, Result};
use regorus::{Engine, Value};

/// Takes some bytes of an answer.
pub type Put = extern "C" fn(into: *mut c_void, text: *const c_char, size: usize);
/// The program's answer to one call: kAnswered with JSON, kNoData or kWrong with a reason (../engine.h).
pub type Answer = extern "C" fn(
    context: *mut c_void,
    name: *const c_char,
    name_size: usize,
    arguments: *const c_char,
    arguments_size: usize,
    into: *mut c_void,
    put: Put,
) -> c_int;

const ANSWERED: c_int = 0;
const NO_DATA: c_int = 1;

/// Answers that are remembered; a policy may ask for each of an image's packages.
const MOST_REMEMBERED: usize = 50_000;

/// What the program answers, by name and number of arguments: as Docker's documentation writes them, of gpg's as its name
/// says ("a detached commit signature": the commit, its signature, whose).
const ASKED: &[(&str, u8)] = &[
    ("oci.canonical_name", 1),
    ("oci.image_digest", 1),
    ("oci.index", 2),
    ("oci.referrer", 1),
    ("oci.referrer_by_digest", 2),
    ("oci.referrer_index", 2),
    ("scout.base_image", 0),
    ("scout.package_provenance", 1),
    ("scout.package_recommendation", 1),
    ("scout.parse_purl", 1),
    ("scout.vulnerabilities", 1),
    ("cosign.verify_dsse", 2),
    ("cosign.verify_image", 2),
    ("cosign.verify_images", 2),
    ("gpg.verify_commit", 3),
    ("time.now_ns", 0),
];

/// Functions of OPA that reach others, the machine or chance.
const REFUSED: &[(&str, u8)] = &[
    ("http.send", 1),
    ("net.lookup_ip_addr", 1),
    ("opa.runtime", 0),
    ("rand.intn", 2),
    ("uuid.rfc4122", 1),
];

#[derive(Clone, Copy)]
struct Context(*mut c_void);
// SAFETY: engines are used by one thread at a time (../engine.h); regorus asks for the marks because it shares values.
unsafe impl Send for Context {}
unsafe impl Sync for Context {}

/// What several engines share: who answers, and what was answered.
pub struct Asking {
    answer: Answer,
    context: Context,
    remembered: Mutex<BTreeMap<(&'static str, Vec<Value>), Value>>,
    /// The first reason why there was no data.
    no_data: Mutex<Option<String>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

extern "C" fn keep(into: *mut c_void, text: *const c_char, size: usize) {
    if size == 0 {
        return;
    }
    // SAFETY: ask() hands over a Vec that outlives the call, and the program bytes of that size.
    unsafe {
        let kept = &mut *into.cast::<Vec<u8>>();
        kept.extend_from_slice(std::slice::from_raw_parts(text.cast::<u8>(), size));
    }
}

impl Asking {
    pub fn new(answer: Answer, context: *mut c_void) -> Self {
        Asking {
            answer,
            context: Context(context),
            remembered: Mutex::new(BTreeMap::new()),
            no_data: Mutex::new(None),
        }
    }

    /// The first reason since the last call.
    pub fn take_no_data(&self) -> Option<String> {
        locked(&self.no_data).take()
    }

    fn ask(&self, name: &'static str, arguments: Vec<Value>) -> Result<Value> {
        let key = (name, arguments);
        if let Some(known) = locked(&self.remembered).get(&key) {
            return Ok(known.clone());
        }
        let text = Value::from(key.1.clone()).to_json_str()?;
        let mut said: Vec<u8> = Vec::new();
        let into: *mut c_void = (&raw mut said).cast();
        let how = (self.answer)(
            self.context.0,
            name.as_ptr().cast(),
            name.len(),
            text.as_ptr().cast(),
            text.len(),
            into,
            keep,
        );
        let said = String::from_utf8(said)?;
        if how == NO_DATA {
            locked(&self.no_data).get_or_insert_with(|| said.clone());
            bail!("no data: {said}");
        }
        if how != ANSWERED {
            bail!("{name}: {said}");
        }
        let value = Value::from_json_str(&said)?;
        let mut remembered = locked(&self.remembered);
        if remembered.len() < MOST_REMEMBERED {
            remembered.insert(key, value.clone());
        }
        Ok(value)
    }
}

/// Before the engine's first policy.
pub fn add_to(engine: &mut Engine, asking: &Arc<Asking>) -> Result<()> {
    for (name, arguments) in ASKED {
        let name = *name;
        let asking = Arc::clone(asking);
        let call = move |values: Vec<Value>| asking.ask(name, values);
        engine.add_extension(name.to_owned(), *arguments, Box::new(call))?;
    }
    for (name, arguments) in REFUSED {
        let name = *name;
        let refuse = move |_: Vec<Value>| -> Result<Value> {
            Err(anyhow!("{name} is not available: a policy reaches no network, no clock and no chance"))
        };
        engine.add_extension(name.to_owned(), *arguments, Box::new(refuse))?;
    }
    Ok(())
}
