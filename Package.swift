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
        .target(name: "CExchange"),
        .target(name: "CByteMasks"),
        .target(name: "GridModel"),
        .target(name: "RulePacks", dependencies: ["GridModel", "Clibyaml", crypto]),
        .target(name: "Intake", dependencies: ["GridModel", "CByteMasks", "Clibxml2", crypto]),
        .target(name: "Scoring", dependencies: ["GridModel", "RulePacks", "Intake"]),
        .target(
            name: "Reports", dependencies: ["GridModel", "RulePacks", "Intake", "Scoring", "CExchange", crypto],
            resources: [.embedInCode("HTML/style.css")]
        ),
        .executableTarget(
            name: "gridscore",
            dependencies: [
                "GridModel", "RulePacks", "Intake", "Scoring", "Reports",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .target(name: "TestSupport", dependencies: [crypto], path: "Tests/TestSupport"),
        .testTarget(name: "ProgramTests", dependencies: ["TestSupport", "gridscore"]),
        .target(name: "FaultShim", path: "Tests/FaultShim"),
        .testTarget(name: "FaultTests", dependencies: ["TestSupport", "gridscore"], exclude: ["run"]),
        .target(name: "PropertyKit", dependencies: ["GridModel", "RulePacks", "Intake", "Scoring"], path: "Tests/PropertyKit"),
        .testTarget(name: "GridModelTests", dependencies: ["GridModel", "PropertyKit"]),
        .testTarget(name: "RulePacksTests", dependencies: ["GridModel", "RulePacks", "PropertyKit", "TestSupport"]),
        .target(name: "PlainByteMasks", dependencies: ["CByteMasks"], path: "Tests/PlainByteMasks"),
        .testTarget(
            name: "IntakeTests",
            dependencies: ["GridModel", "RulePacks", "Intake", "CByteMasks", "PlainByteMasks", "PropertyKit", "TestSupport"]),
        .testTarget(name: "ScoringTests", dependencies: ["GridModel", "RulePacks", "Intake", "Scoring", "PropertyKit", "TestSupport"]),
        .testTarget(
            name: "ReportsTests", dependencies: ["GridModel", "RulePacks", "Intake", "Scoring", "Reports", "PropertyKit", "TestSupport", crypto]),
    ]
)

var crypto: Target.Dependency { .product(name: "Crypto", package: "swift-crypto") }

for target in package.targets where target.type != .system && !["CByteMasks", "CExchange", "PlainByteMasks", "FaultShim"].contains(target.name) {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ]
    if Context.environment["CI"] != nil { target.swiftSettings?.append(.treatAllWarnings(as: .error)) }
}
