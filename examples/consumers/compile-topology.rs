//! Compiles a topology with libmemc and registers its memory slots on /dev/kvm, with nothing but `extern "C"`.
//!
//!     rustc --edition 2021 -O compile-topology.rs -l memc
//!     ./compile-topology topology.yaml
//!
//! Behind the file may stand other severities of checks, as for 'memc compile': -Werror, -Wno-distance-saturated.
//! What a hypervisor adds to the memory is left out: host_nodes and policy (mbind), thp and mergeable (madvise), prefault
//! (MADV_POPULATE_WRITE), pin (mlock), and host addresses that agree with guest addresses in the bits of a large page.

use std::ffi::{c_char, c_int, c_uint, c_ulong, c_void, CStr, CString, OsStr};
use std::fs::{File, OpenOptions};
use std::io::Error;
use std::mem::size_of;
use std::os::fd::{AsRawFd, FromRawFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::ptr::{null, null_mut};

/// What this program needs of memc.h.
mod memc {
    use super::{c_char, c_int};

    pub const OK: c_int = 0;
    pub const FAILED: c_int = 1;
    pub const NONE: u32 = u32::MAX;
    pub const UNMAPPED: u32 = 2;
    pub const SOURCE_DEVICE: u32 = 1;
    pub const SOURCE_VTL2: u32 = 2;
    pub const BACKING_PRIVATE: u32 = 0;
    pub const BACKING_SHARED: u32 = 1;
    pub const BACKING_DEVICE: u32 = 4;
    pub const HUGEPAGES_OFF: u32 = 0;
    pub const HUGEPAGES_AUTO: u32 = 2;

    /// A topology that was compiled.
    #[repr(C)]
    pub struct Compilation {
        _private: [u8; 0],
    }

    #[repr(C)]
    pub struct Options {
        pub size: usize,
        pub severities: *const *const c_char,
        pub severity_count: usize,
    }

    #[repr(C)]
    pub struct Machine {
        pub size: usize,
        pub partition_count: u32,
        pub object_count: u32,
    }

    #[repr(C)]
    pub struct Partition {
        pub size: usize,
        pub name: *const c_char,
        pub slot_count: usize,
        pub pluggable_slot_count: usize,
    }

    #[repr(C)]
    pub struct Slot {
        pub size: usize,
        pub guest_phys_addr: u64,
        pub memory_size: u64,
        pub slot: u32,
        pub flags: u32,
        pub visibility: u32,
        pub source: u32,
        pub node: u32,
        pub zone: u32,
        pub domain: u32,
        pub object: u32,
        pub object_size: u64,
        pub backing_offset: u64,
        pub alias_offset: u64,
        pub backing: u32,
        pub hugepages: u32,
        pub page_size: u64,
        pub thp: u32,
        pub policy: u32,
        pub mergeable: u8,
        pub pin: u8,
        pub prefault: u8,
        pub reserve: u8,
        pub host_node_count: u32,
        pub host_nodes: *const u32,
        pub device: *const c_char,
        pub backing_file: *const c_char,
        pub device_file: *const c_char,
        pub device_file_offset: u64,
    }

    extern "C" {
        pub fn memc_compile_file(
            path: *const c_char, options: *const Options, compilation: *mut *mut Compilation,
        ) -> c_int;
        pub fn memc_free(compilation: *mut Compilation);
        pub fn memc_message(compilation: *const Compilation) -> *const c_char;
        pub fn memc_diagnostics_text(compilation: *const Compilation, length: *mut usize) -> *const c_char;
        pub fn memc_get_machine(compilation: *const Compilation, machine: *mut Machine) -> c_int;
        pub fn memc_get_partition(compilation: *const Compilation, index: usize, partition: *mut Partition) -> c_int;
        pub fn memc_get_slot(
            compilation: *const Compilation, partition: usize, index: usize, slot: *mut Slot,
        ) -> c_int;
    }
}

const KVM_CREATE_VM: c_ulong = 0xAE01;
const KVM_SET_USER_MEMORY_REGION: c_ulong = 0x4020_AE46;
const PROT_READ_WRITE: c_int = 3;
const MAP_SHARED: c_int = 1;
const MAP_PRIVATE: c_int = 2;
const MAP_ANONYMOUS: c_int = 0x20;
const MAP_NORESERVE: c_int = 0x4000;
const MAP_HUGETLB: c_int = 0x40000;
const MFD_CLOEXEC: c_uint = 1;
const MFD_HUGETLB: c_uint = 4;
const HUGE_SHIFT: u32 = 26;

extern "C" {
    fn ioctl(descriptor: c_int, request: c_ulong, ...) -> c_int;
    fn memfd_create(name: *const c_char, flags: c_uint) -> c_int;
    fn mmap(
        place: *mut c_void, length: usize, access: c_int, flags: c_int, descriptor: c_int, offset: i64,
    ) -> *mut c_void;
}

/// `struct kvm_userspace_memory_region`.
#[repr(C)]
struct Region {
    slot: u32,
    flags: u32,
    guest_phys_addr: u64,
    memory_size: u64,
    userspace_addr: u64,
}

type Result<T> = std::result::Result<T, String>;

// ---- The library

/// A topology that was compiled. What slots point to lives as long as it does.
struct Topology(*mut memc::Compilation);

impl Drop for Topology {
    fn drop(&mut self) {
        // It is the one handle of what it was made for.
        unsafe { memc::memc_free(self.0) }
    }
}

impl Topology {
    /// Compiles a file, and tells on standard error what was found.
    fn compile(path: &CStr, severities: &[CString]) -> Result<Topology> {
        let words: Vec<*const c_char> = severities.iter().map(|word| word.as_ptr()).collect();
        let options = memc::Options {
            size: size_of::<memc::Options>(),
            severities: words.as_ptr(),
            severity_count: words.len(),
        };
        let mut handle = null_mut();
        // The words and the path outlive the call, which copies them.
        let status = unsafe { memc::memc_compile_file(path.as_ptr(), &options, &mut handle) };
        if handle.is_null() {
            return Err("there are more options than memc takes".to_string());
        }
        let topology = Topology(handle);
        // What it tells is UTF-8.
        eprint!("{}", text(unsafe { memc::memc_diagnostics_text(handle, null_mut()) }));
        match status {
            memc::OK => Ok(topology),
            memc::FAILED => Err("the topology has errors".to_string()),
            _ => Err(text(unsafe { memc::memc_message(handle) })),
        }
    }

    fn object_count(&self) -> usize {
        let mut machine = memc::Machine { size: size_of::<memc::Machine>(), partition_count: 0, object_count: 0 };
        unsafe { memc::memc_get_machine(self.0, &mut machine) };
        machine.object_count as usize
    }

    /// The name of a partition, where there is one.
    fn partition(&self, index: usize) -> Option<String> {
        let size = size_of::<memc::Partition>();
        let mut partition = memc::Partition { size, name: null(), slot_count: 0, pluggable_slot_count: 0 };
        let status = unsafe { memc::memc_get_partition(self.0, index, &mut partition) };
        (status == memc::OK).then(|| text(partition.name))
    }

    /// A slot of a partition, where there is one.
    fn slot(&self, partition: usize, index: usize) -> Option<memc::Slot> {
        // Numbers and pointers, all of which may be zero.
        let mut slot: memc::Slot = unsafe { std::mem::zeroed() };
        slot.size = size_of::<memc::Slot>();
        let status = unsafe { memc::memc_get_slot(self.0, partition, index, &mut slot) };
        (status == memc::OK).then_some(slot)
    }
}

/// A text that a handle owns.
fn text(text: *const c_char) -> String {
    unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
}

impl memc::Slot {
    /// What provides the memory: `node 0`, `zone 1 of node 0`, `device bar0` or `vtl2`.
    fn owner(&self) -> String {
        match self.source {
            memc::SOURCE_DEVICE => format!("device {}", text(self.device)),
            memc::SOURCE_VTL2 => "vtl2".to_string(),
            _ if self.zone != memc::NONE => format!("zone {} of node {}", self.zone, self.node),
            _ => format!("node {}", self.node),
        }
    }
}

// ---- Memory

/// Maps the object that a slot is a part of, with large pages or without, and gives its address.
fn map_object(slot: &memc::Slot, huge: bool) -> Result<u64> {
    let size = slot.object_size;
    let fault = |error: Error| format!("{}: {size} bytes: {error}", slot.owner());
    let page_bits = slot.page_size.trailing_zeros() << HUGE_SHIFT;
    let mut flags = if huge || slot.reserve != 0 { 0 } else { MAP_NORESERVE };
    // Of a device's file memory is a copy, page by page as it is written: the file stays as it is.
    let is_file = !slot.backing_file.is_null();
    let path = if is_file { slot.backing_file } else { slot.device_file };
    let mut offset = 0;
    let mut file = None;
    if slot.backing == memc::BACKING_PRIVATE {
        flags |= MAP_PRIVATE | MAP_ANONYMOUS | if huge { MAP_HUGETLB | page_bits as c_int } else { 0 };
    } else if !path.is_null() {
        let path = OsStr::from_bytes(unsafe { CStr::from_ptr(path) }.to_bytes());
        let opened = OpenOptions::new().read(true).write(is_file).open(path).map_err(fault)?;
        offset = slot.device_file_offset;
        if opened.metadata().map_err(fault)?.len() < offset + size {
            return Err(format!("{} is shorter than {}, {size} bytes", path.to_string_lossy(), slot.owner()));
        }
        flags |= if is_file { MAP_SHARED } else { MAP_PRIVATE };
        file = Some(opened);
    } else if slot.backing == memc::BACKING_SHARED || slot.backing == memc::BACKING_DEVICE {
        let large = if huge { MFD_HUGETLB | page_bits } else { 0 };
        // The name is copied by the kernel, and the descriptor is nobody else's.
        let descriptor = unsafe { memfd_create(b"guest\0".as_ptr().cast(), MFD_CLOEXEC | large) };
        if descriptor < 0 {
            return Err(fault(Error::last_os_error()));
        }
        let made = unsafe { File::from_raw_fd(descriptor) };
        made.set_len(size).map_err(fault)?;
        flags |= MAP_SHARED;
        file = Some(made);
    } else {
        return Err(format!("{}: memory of a machine that is there already is taken over from there", slot.owner()));
    }
    let descriptor = file.as_ref().map_or(-1, |file| file.as_raw_fd());
    // A place of the kernel's choice holds nothing else, and what is mapped there stays: KVM keeps the address.
    let memory = unsafe { mmap(null_mut(), size as usize, PROT_READ_WRITE, flags, descriptor, offset as i64) };
    if memory as isize == -1 { Err(fault(Error::last_os_error())) } else { Ok(memory as u64) }
}

/// An object's memory. "auto" asks for large pages, and takes small ones where there are too few.
fn provide(slot: &memc::Slot) -> Result<u64> {
    match slot.hugepages {
        memc::HUGEPAGES_AUTO => map_object(slot, true).or_else(|_| map_object(slot, false)),
        hugepages => map_object(slot, hugepages != memc::HUGEPAGES_OFF),
    }
}

fn register(path: &CStr, severities: &[CString]) -> Result<()> {
    let topology = Topology::compile(path, severities)?;
    let mut objects: Vec<Option<u64>> = vec![None; topology.object_count()];
    let kvm = OpenOptions::new().read(true).write(true).open("/dev/kvm");
    let kvm = kvm.map_err(|error| format!("/dev/kvm: {error}"))?;
    let mut index = 0;
    while let Some(name) = topology.partition(index) {
        // The kernel takes a number, and gives a descriptor that is nobody else's.
        let descriptor = unsafe { ioctl(kvm.as_raw_fd(), KVM_CREATE_VM, 0 as c_ulong) };
        if descriptor < 0 {
            return Err(format!("KVM_CREATE_VM: {}", Error::last_os_error()));
        }
        let machine = unsafe { File::from_raw_fd(descriptor) };
        let mut number = 0;
        while let Some(slot) = topology.slot(index, number) {
            let object = match objects[slot.object as usize] {
                Some(object) => object,
                None => *objects[slot.object as usize].insert(provide(&slot)?),
            };
            let region = Region {
                slot: slot.slot,
                flags: slot.flags,
                guest_phys_addr: slot.guest_phys_addr,
                memory_size: slot.memory_size,
                userspace_addr: object + slot.backing_offset,
            };
            // What is unmapped keeps its number, so that it can be registered later. The kernel copies the region.
            if slot.visibility != memc::UNMAPPED
                && unsafe { ioctl(machine.as_raw_fd(), KVM_SET_USER_MEMORY_REGION, &region as *const Region) } != 0
            {
                return Err(format!("{name} slot {}: {}", slot.slot, Error::last_os_error()));
            }
            let (start, end) = (slot.guest_phys_addr, slot.guest_phys_addr + slot.memory_size);
            let visibility = ["read-write", "read-only", "unmapped"][slot.visibility as usize];
            let (owner, offset) = (slot.owner(), slot.backing_offset);
            println!("{name} slot {}: {start:#x}-{end:#x} {owner} at {offset:#x} {visibility}", slot.slot);
            number += 1;
        }
        index += 1;
    }
    Ok(())
}

fn main() {
    // An argument has no zero byte in it.
    let mut words = std::env::args_os().skip(1).filter_map(|word| CString::new(word.into_vec()).ok());
    let result = match words.next() {
        Some(path) => register(&path, &words.collect::<Vec<_>>()),
        None => Err("usage: compile-topology TOPOLOGY [-WCHECK | -ECHECK]...".to_string()),
    };
    if let Err(error) = result {
        eprintln!("{error}");
        std::process::exit(1);
    }
}
