//! One engine: the files of one policy, what it is asked of, and what came of it.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{Engine, LimitError, Value};

use crate::functions::{self, Asking};

/// Steps between two looks at the clock.
const STEPS: NonZeroU32 = NonZeroU32::new(1_000).unwrap();

pub struct Policies {
    engine: Engine,
    asking: Arc<Asking>,
    pub error: String,
}

/// How an evaluation ended; the numbers stand in ../engine.h.
pub enum Evaluated {
    Value(String),
    NoData(String),
    TooLong,
    Wrong(String),
}

impl Policies {
    pub fn new(asking: &Arc<Asking>, strict: bool) -> Result<Self> {
        let mut engine = Engine::new();
        engine.set_rego_v0(false);
        engine.set_strict_builtin_errors(strict);
        engine.set_gather_prints(true);
        functions::add_to(&mut engine, asking)?;
        Ok(Policies { engine, asking: Arc::clone(asking), error: String::new() })
    }

    pub fn set_time(&mut self, milliseconds: u64) {
        let limit = Duration::from_millis(milliseconds);
        self.engine.set_execution_timer_config(ExecutionTimerConfig { limit, check_interval: STEPS });
    }

    /// Gives the package: "data.docker.scout".
    pub fn add_policy(&mut self, path: &str, text: &str) -> Result<String> {
        self.engine.add_policy(path.to_owned(), text.to_owned())
    }

    pub fn add_data(&mut self, json: &str) -> Result<()> {
        self.engine.add_data(Value::from_json_str(json)?)
    }

    pub fn set_input(&mut self, input: Value) {
        self.engine.set_input(input);
    }

    pub fn evaluate(&mut self, query: &str) -> Evaluated {
        let value = self.engine.eval_query(query.to_owned(), false).and_then(|results| {
            let first = results.result.into_iter().next().and_then(|result| result.expressions.into_iter().next());
            match first {
                Some(expression) if expression.value != Value::Undefined => expression.value.to_json_str(),
                _ => Ok(String::new()),
            }
        });
        // Whatever the answer is: it rests on something that nobody knows.
        if let Some(reason) = self.asking.take_no_data() {
            return Evaluated::NoData(reason);
        }
        match value {
            Ok(text) => Evaluated::Value(text),
            Err(error) if is_limit(&error) => Evaluated::TooLong,
            Err(error) => Evaluated::Wrong(format!("{error:#}")),
        }
    }

    pub fn take_prints(&mut self) -> Vec<String> {
        self.engine.take_prints().unwrap_or_default()
    }

    pub fn watch_coverage(&mut self) {
        self.engine.set_enable_coverage(true);
    }

    /// {"files": [{"path", "covered": [line], "not_covered": [line]}]}
    pub fn coverage(&self) -> Result<String> {
        let report = self.engine.get_coverage_report()?;
        let files: Vec<serde_json::Value> = report
            .files
            .iter()
            .map(|file| {
                let lines = |set: &mut dyn Iterator<Item = u32>| serde_json::Value::from(set.collect::<Vec<u32>>());
                serde_json::json!({
                    "path": file.path,
                    "covered": lines(&mut file.covered.iter().copied()),
                    "not_covered": lines(&mut file.not_covered.iter().copied()),
                })
            })
            .collect();
        Ok(serde_json::json!({ "files": files }).to_string())
    }
}

/// Of time alone: the memory's limit ends the process. The interpreter wraps errors into words of its own on some ways.
fn is_limit(error: &anyhow::Error) -> bool {
    error.downcast_ref::<LimitError>().is_some() || format!("{error:#}").contains("execution exceeded time limit")
}
