//! Registers the memory slots of a memslots.json on /dev/kvm: what a hypervisor does with the file, and no more.
//!
//!     rustc --edition 2021 -O register-memslots.rs
//!     memc compile topology.yaml
//!     ./register-memslots topology.memc/memslots.json
//!
//! It needs no crate, so that `rustc` alone builds it: in place of serde_json, kvm-ioctls and libc it has a small
//! reader of JSON and three functions of the C library. The reader takes what memc writes, which has neither fractions
//! nor negative numbers; what else there is in JSON it refuses.
//!
//! The memory of a node, or of each of its zones, of a device or of VTL2 is one object of the host, which the slots of
//! all partitions are parts of.
//! What a hypervisor adds to the objects is left out: host_nodes and policy (mbind), thp and mergeable (madvise),
//! prefault (MADV_POPULATE_WRITE), pin (mlock), and host addresses that agree with guest addresses in the bits of a
//! large page.

use std::collections::BTreeMap;
use std::ffi::{c_char, c_int, c_uint, c_ulong, c_void};
use std::fs::{File, OpenOptions};
use std::io::Error;
use std::os::fd::{AsRawFd, FromRawFd};

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

// ---- JSON

#[derive(Clone)]
enum Json {
    Number(u64),
    Bool(bool),
    Text(String),
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

struct Reader<'a> {
    text: &'a [u8],
    place: usize,
}

impl Reader<'_> {
    fn read(text: &str) -> Result<Json> {
        let mut reader = Reader { text: text.as_bytes(), place: 0 };
        let value = reader.value(0)?;
        match reader.next() {
            None => Ok(value),
            Some(_) => Err(reader.fault("the end")),
        }
    }

    fn fault(&self, wanted: &str) -> String {
        format!("byte {}: {wanted} is wanted here", self.place)
    }

    /// The next byte that is no white space.
    fn next(&mut self) -> Option<u8> {
        while self.text.get(self.place).map_or(false, |byte| b" \t\r\n".contains(byte)) {
            self.place += 1;
        }
        self.text.get(self.place).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_there = self.next() == Some(byte);
        self.place += usize::from(is_there);
        is_there
    }

    fn expect(&mut self, byte: u8) -> Result<()> {
        if self.take(byte) { Ok(()) } else { Err(self.fault(&format!("'{}'", byte as char))) }
    }

    fn value(&mut self, depth: usize) -> Result<Json> {
        // No file of memc is as deep, and none may use up the stack.
        if depth > 16 {
            return Err(self.fault("less nesting"));
        }
        match self.next() {
            Some(b'{') => {
                let mut members = BTreeMap::new();
                self.items(b'{', b'}', |reader| {
                    let name = reader.string()?;
                    reader.expect(b':')?;
                    members.insert(name, reader.value(depth + 1)?);
                    Ok(())
                })?;
                Ok(Json::Object(members))
            }
            Some(b'[') => {
                let mut elements = Vec::new();
                self.items(b'[', b']', |reader| Ok(elements.push(reader.value(depth + 1)?)))?;
                Ok(Json::List(elements))
            }
            Some(b'"') => self.string().map(Json::Text),
            Some(b'0'..=b'9') => self.number().map(Json::Number),
            _ if self.word("true") => Ok(Json::Bool(true)),
            _ if self.word("false") => Ok(Json::Bool(false)),
            _ => Err(self.fault("a value")),
        }
    }

    fn items(&mut self, open: u8, close: u8, mut item: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        self.expect(open)?;
        if self.take(close) {
            return Ok(());
        }
        loop {
            item(self)?;
            if self.take(close) {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let is_there = self.text[self.place..].starts_with(word.as_bytes());
        self.place += if is_there { word.len() } else { 0 };
        is_there
    }

    fn number(&mut self) -> Result<u64> {
        let digits = self.text[self.place..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let text = std::str::from_utf8(&self.text[self.place..self.place + digits]).unwrap_or("");
        let number = text.parse().map_err(|_| self.fault("a number of 64 bits"))?;
        self.place += digits;
        match self.text.get(self.place) {
            Some(b'.' | b'e' | b'E') => Err(self.fault("an integer")),
            _ => Ok(number),
        }
    }

    fn string(&mut self) -> Result<String> {
        self.expect(b'"')?;
        let mut bytes = Vec::new();
        loop {
            let byte = *self.text.get(self.place).ok_or_else(|| self.fault("'\"'"))?;
            self.place += 1;
            match byte {
                b'"' => return String::from_utf8(bytes).map_err(|_| self.fault("UTF-8")),
                b'\\' => {
                    let scalar = self.escape()?;
                    bytes.extend_from_slice(scalar.encode_utf8(&mut [0; 4]).as_bytes());
                }
                _ => bytes.push(byte),
            }
        }
    }

    fn escape(&mut self) -> Result<char> {
        let byte = *self.text.get(self.place).ok_or_else(|| self.fault("an escape"))?;
        self.place += 1;
        match byte {
            b'"' | b'\\' | b'/' => Ok(byte as char),
            b'n' => Ok('\n'),
            b't' => Ok('\t'),
            b'r' => Ok('\r'),
            b'b' => Ok('\u{8}'),
            b'f' => Ok('\u{c}'),
            b'u' => {
                let digits = self.text.get(self.place..self.place + 4).unwrap_or(&[]);
                self.place += digits.len();
                // memc writes characters of 32 bits as they are, never as a pair of escapes.
                std::str::from_utf8(digits)
                    .ok()
                    .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
                    .and_then(|digits| u32::from_str_radix(digits, 16).ok())
                    .and_then(char::from_u32)
                    .ok_or_else(|| self.fault("a character"))
            }
            _ => Err(self.fault("an escape")),
        }
    }
}

impl Json {
    fn member(&self, name: &str) -> Result<&Json> {
        match self {
            Json::Object(members) => members.get(name).ok_or(format!("there is no '{name}'")),
            _ => Err(format!("there is no object with '{name}'")),
        }
    }

    fn number(&self, name: &str) -> Result<u64> {
        match self.member(name)? {
            Json::Number(number) => Ok(*number),
            _ => Err(format!("'{name}' is no number")),
        }
    }

    fn text(&self, name: &str) -> Result<&str> {
        match self.member(name)? {
            Json::Text(text) => Ok(text),
            _ => Err(format!("'{name}' is no string")),
        }
    }

    fn list(&self, name: &str) -> Result<&[Json]> {
        match self.member(name)? {
            Json::List(elements) => Ok(elements),
            _ => Err(format!("'{name}' is no list")),
        }
    }

    /// What provides a slot's memory: `node 0`, `zone 1 of node 0`, `device bar0` or `vtl2`.
    fn owner(&self) -> Result<String> {
        match self.text("source")? {
            "node" if self.member("zone").is_ok() => {
                Ok(format!("zone {} of node {}", self.number("zone")?, self.number("node")?))
            }
            "node" => Ok(format!("node {}", self.number("node")?)),
            "device" => Ok(format!("device {}", self.text("device")?)),
            other => Ok(other.to_string()),
        }
    }
}

// ---- Memory

/// Maps an object of the host, with large pages or without, and gives its address.
fn map_object(name: &str, size: u64, slot: &Json, huge: bool) -> Result<u64> {
    let fault = |error: Error| format!("{name}: {size} bytes: {error}");
    let page_bits = slot.number("page_size")?.trailing_zeros() << HUGE_SHIFT;
    let is_reserved = huge || matches!(slot.member("reserve")?, Json::Bool(true));
    let reserve = if is_reserved { 0 } else { MAP_NORESERVE };
    let large = if huge { MAP_HUGETLB | page_bits as c_int } else { 0 };
    let mut offset = 0;
    let (flags, file) = match slot.text("backing")? {
        "private" => (MAP_PRIVATE | MAP_ANONYMOUS | large, None),
        "file" => {
            let path = slot.text("backing_file")?;
            let file = OpenOptions::new().read(true).write(true).open(path).map_err(fault)?;
            if file.metadata().map_err(fault)?.len() < size {
                return Err(format!("{path} is shorter than {name}, {size} bytes"));
            }
            (MAP_SHARED, Some(file))
        }
        "device" if slot.member("device_file").is_ok() => {
            // A copy, page by page as it is written: the file stays as it is.
            let path = slot.text("device_file")?;
            offset = slot.number("device_file_offset")?;
            let file = File::open(path).map_err(fault)?;
            if file.metadata().map_err(fault)?.len() < offset + size {
                return Err(format!("{path} is shorter than {name}, {size} bytes"));
            }
            (MAP_PRIVATE, Some(file))
        }
        "shared" | "device" => {
            let large = if huge { MFD_HUGETLB | page_bits } else { 0 };
            // The name is copied by the kernel, and the descriptor is nobody else's.
            let descriptor = unsafe { memfd_create(b"memc\0".as_ptr().cast(), MFD_CLOEXEC | large) };
            if descriptor < 0 {
                return Err(fault(Error::last_os_error()));
            }
            let file = unsafe { File::from_raw_fd(descriptor) };
            file.set_len(size).map_err(fault)?;
            (MAP_SHARED, Some(file))
        }
        other => {
            return Err(format!("{name} is memory of a machine that is there already, '{other}': take it over"))
        }
    };
    let descriptor = file.as_ref().map_or(-1, |file| file.as_raw_fd());
    // A place of the kernel's choice holds nothing else, and what is mapped there stays: KVM keeps the address.
    let memory = unsafe {
        mmap(std::ptr::null_mut(), size as usize, PROT_READ_WRITE, flags | reserve, descriptor, offset as i64)
    };
    if memory as isize == -1 { Err(fault(Error::last_os_error())) } else { Ok(memory as u64) }
}

/// An object's memory. `auto` asks for large pages, and takes small ones where there are too few.
fn provide(name: &str, size: u64, slot: &Json) -> Result<u64> {
    match slot.text("hugepages")? {
        "auto" => map_object(name, size, slot, true).or_else(|_| map_object(name, size, slot, false)),
        hugepages => map_object(name, size, slot, hugepages == "on"),
    }
}

fn register(path: &str) -> Result<()> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let memslots = Reader::read(&text).map_err(|error| format!("{path}: {error}"))?;
    if memslots.number("version")? != 1 {
        return Err(format!("{path}: this program reads version 1"));
    }
    let partitions = memslots.list("partitions")?;

    // Every object with its size and the first slot that is a part of it, which says what it is made of.
    let mut objects: BTreeMap<String, (u64, &Json)> = BTreeMap::new();
    for partition in partitions {
        for slot in partition.list("slots")? {
            let object = objects.entry(slot.owner()?).or_insert((0, slot));
            object.0 = object.0.max(slot.number("backing_offset")? + slot.number("memory_size")?);
        }
    }
    let mut memory = BTreeMap::new();
    for (name, (size, slot)) in &objects {
        memory.insert(name.clone(), provide(name, *size, slot)?);
    }

    let kvm = OpenOptions::new().read(true).write(true).open("/dev/kvm");
    let kvm = kvm.map_err(|error| format!("/dev/kvm: {error}"))?;
    for partition in partitions {
        let partition_name = partition.text("name")?;
        // The kernel takes a number, and gives a descriptor that is nobody else's.
        let descriptor = unsafe { ioctl(kvm.as_raw_fd(), KVM_CREATE_VM, 0 as c_ulong) };
        if descriptor < 0 {
            return Err(format!("KVM_CREATE_VM: {}", Error::last_os_error()));
        }
        let machine = unsafe { File::from_raw_fd(descriptor) };
        for slot in partition.list("slots")? {
            let (owner, offset) = (slot.owner()?, slot.number("backing_offset")?);
            let visibility = slot.text("visibility")?;
            let region = Region {
                slot: slot.number("slot")? as u32,
                flags: slot.number("flags")? as u32,
                guest_phys_addr: slot.number("guest_phys_addr")?,
                memory_size: slot.number("memory_size")?,
                userspace_addr: memory[&owner] + offset,
            };
            // What is unmapped keeps its number, so that it can be registered later. The kernel copies the region.
            if visibility != "unmapped"
                && unsafe { ioctl(machine.as_raw_fd(), KVM_SET_USER_MEMORY_REGION, &region as *const Region) } != 0
            {
                return Err(format!("{partition_name} slot {}: {}", region.slot, Error::last_os_error()));
            }
            let (start, end) = (region.guest_phys_addr, region.guest_phys_addr + region.memory_size);
            println!("{partition_name} slot {}: {start:#x}-{end:#x} {owner} at {offset:#x} {visibility}", region.slot);
        }
    }
    Ok(())
}

fn main() {
    let result = match std::env::args().nth(1) {
        Some(path) => register(&path),
        None => Err("usage: register-memslots MEMSLOTS.JSON".to_string()),
    };
    if let Err(error) = result {
        eprintln!("{error}");
        std::process::exit(1);
    }
}
