//! An allocator that counts. regorus looks at its own limits between steps; one step (a sprintf with a width, a range of
//! numbers) may ask for more than all of them, so the limit stands where memory is asked for.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Called when the limit is passed; must not return, for an allocator may neither fail softly nor unwind.
pub type Over = extern "C" fn();

static LIVE: AtomicUsize = AtomicUsize::new(0);
static LIMIT: AtomicUsize = AtomicUsize::new(usize::MAX);
static OVER: AtomicUsize = AtomicUsize::new(0);

/// From now on: so many bytes more than are held now. 0: no limit.
pub fn limit(bytes: usize, over: Over) {
    OVER.store(over as usize, Relaxed);
    let most = if bytes == 0 { usize::MAX } else { LIVE.load(Relaxed).saturating_add(bytes) };
    LIMIT.store(most, Relaxed);
}

pub struct Counted;

fn add(bytes: usize) {
    let live = LIVE.fetch_add(bytes, Relaxed).saturating_add(bytes);
    if live > LIMIT.load(Relaxed) {
        let over = OVER.load(Relaxed);
        if over != 0 {
            // SAFETY: only limit() stores there, and what it stores is an Over.
            let over: Over = unsafe { std::mem::transmute::<usize, Over>(over) };
            over();
        }
    }
}

fn take(bytes: usize) {
    LIVE.fetch_sub(bytes, Relaxed);
}

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add(layout.size());
        unsafe { System.alloc(layout) }
    }
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        add(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        take(layout.size());
        unsafe { System.dealloc(pointer, layout) }
    }
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        add(size);
        take(layout.size());
        unsafe { System.realloc(pointer, layout, size) }
    }
}
