// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "gridscore",
    products: [
        .executable(name: "gridscore", targets: ["gridscore"]),
        // Preloaded into the program by FaultTests.
        .library(name: "FaultShim", type: .dynamic, targets: ["FaultShim"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    ],
    targets: [
        .systemLibrary(name: "Clibxml2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev", "pkg-config"])]),
        .systemLibrary(name: "Clibyaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev", "pkg-config"])]),
        .systemLibrary(
            name: "Clibxlsxwriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev", "zlib1g-dev", "pkg-config"])]),
        .target(name: "CExchange"),
        .target(name: "CByteMasks"),
        .target(name: "GridModel"),
        .target(name: "RulePacks", dependencies: ["GridModel", "Clibyaml", digests]),
        .target(name: "Intake", dependencies: ["GridModel", "CByteMasks", "Clibxml2", digests]),
        .target(name: "Scoring", dependencies: ["GridModel", "RulePacks", "Intake"]),
        .target(
            name: "Reports", dependencies: ["GridModel", "RulePacks", "Intake", "Scoring", "CExchange", "Clibxlsxwriter", crypto],
            resources: [.embedInCode("HTML/style.css"), .embedInCode("HTML/measures.css"), .embedInCode("HTML/half-years.css"), .embedInCode("HTML/page.js")]
        ),
        .executableTarget(
            name: "gridscore",
            dependencies: [
                "GridModel", "RulePacks", "Intake", "Scoring", "Reports",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            resources: [.embedInCode("new-pack.txt")]
        ),
        .target(name: "TestSupport", dependencies: [crypto], path: "Tests/TestSupport"),
        .testTarget(name: "ProgramTests", dependencies: ["TestSupport", "gridscore"], exclude: ["workbooks.py", "page-checks.js", "schema.py", "names.py"]),
        .target(name: "FaultShim", path: "Tests/FaultShim"),
        .testTarget(name: "FaultTests", dependencies: ["TestSupport", "gridscore"], exclude: ["run"]),
        .target(name: "PropertyKit", dependencies: ["GridModel", "RulePacks", "Intake", "Scoring"], path: "Tests/PropertyKit"),
        .testTarget(name: "GridModelTests", dependencies: ["GridModel", "PropertyKit"]),
        .testTarget(name: "RulePacksTests", dependencies: ["GridModel", "RulePacks", "PropertyKit", "TestSupport"]),
        .target(name: "PlainByteMasks", dependencies: ["CByteMasks"], path: "Tests/PlainByteMasks"),
        .testTarget(
            name: "IntakeTests", dependencies: reading + ["TestSupport"], exclude: ["Fuzz/Driver.swift"]),
        .testTarget(name: "ScoringTests", dependencies: ["GridModel", "RulePacks", "Intake", "Scoring", "PropertyKit", "TestSupport"]),
        .testTarget(
            name: "ReportsTests", dependencies: ["GridModel", "RulePacks", "Intake", "Scoring", "Reports", "PropertyKit", "TestSupport", crypto]),
    ]
)

var crypto: Target.Dependency { .product(name: "Crypto", package: "swift-crypto") }

/// What the checks of IntakeTests use.
var reading: [Target.Dependency] { ["GridModel", "RulePacks", "Intake", "Scoring", "CByteMasks", "PlainByteMasks", "PropertyKit"] }

/// For Tests/Fuzz/run, with FUZZ set: the checks of IntakeTests as a program, to which libFuzzer brings its `main`.
var isFuzzing: Bool { Context.environment["FUZZ"] != nil }
var digests: Target.Dependency { isFuzzing ? "FuzzDigest" : crypto }
if isFuzzing {
    package.targets.removeAll { $0.isTest }
    package.targets += [
        .target(name: "FuzzDigest", path: "Tests/Fuzz/Digest"),
        .executableTarget(name: "fuzz", dependencies: reading, path: "Tests/IntakeTests/Fuzz"),
    ]
}

for target in package.targets where target.type != .system && !["CByteMasks", "CExchange", "PlainByteMasks", "FaultShim"].contains(target.name) {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ]
    if isFuzzing { target.swiftSettings?.append(.unsafeFlags(["-module-alias", "Crypto=FuzzDigest"])) }
    if Context.environment["CI"] != nil { target.swiftSettings?.append(.treatAllWarnings(as: .error)) }
}
