package understudy.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.cyclonedx.Version;
import org.cyclonedx.exception.GeneratorException;
import org.cyclonedx.generators.json.BomJsonGenerator;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Dependency;
import org.cyclonedx.model.Hash;
import org.cyclonedx.model.License;
import org.cyclonedx.model.LicenseChoice;
import org.cyclonedx.model.Metadata;
import org.cyclonedx.model.Property;
import org.cyclonedx.util.LicenseResolver;
import understudy.core.Model;
import understudy.core.ModelVersion;

/**
 * A version's bill of materials as CycloneDX 1.6 JSON (ECMA-424): the model with its card, the runtime with its libraries,
 * and the packages it says it needs. The same version, with the same libraries, gives the same bytes: the time is that of
 * the registration, the serial number follows from the digest. Safe for many threads.
 */
final class BillOfMaterials {
    private final Model model;
    private final ModelVersion version;
    /** By reference, in order: a package that two parts need stands there once. */
    private final Map<String, Component> components = new LinkedHashMap<>();

    private final Dependency needs;
    private final Dependency runtimeNeeds;

    private BillOfMaterials(Model model, ModelVersion version) {
        this.model = model;
        this.version = version;
        this.needs = new Dependency(version.reference());
        this.runtimeNeeds = new Dependency("runtime/" + version.runtime());
    }

    /** UTF-8. */
    static byte[] of(Model model, ModelVersion version, List<Requirement> requirements, List<Library> libraries) {
        return new BillOfMaterials(model, version).written(requirements, libraries);
    }

    private byte[] written(List<Requirement> requirements, List<Library> libraries) {
        runtime(libraries);
        requirements.forEach(this::requirement);
        Bom bom = new Bom();
        String identity = version.reference() + " " + version.digest();
        bom.setSerialNumber("urn:uuid:" + UUID.nameUUIDFromBytes(identity.getBytes(UTF_8)));
        Metadata metadata = new Metadata();
        metadata.setTimestamp(Date.from(version.createdAt()));
        metadata.setComponent(subject());
        bom.setMetadata(metadata);
        bom.setComponents(List.copyOf(components.values()));
        bom.addDependency(needs);
        bom.addDependency(runtimeNeeds);
        components.keySet().stream()
                .filter(reference -> !reference.equals(runtimeNeeds.getRef()))
                .forEach(reference -> bom.addDependency(new Dependency(reference)));
        try {
            return (new BomJsonGenerator(bom, Version.VERSION_16).toJsonString(true) + "\n").getBytes(UTF_8);
        } catch (GeneratorException failed) {
            throw new IllegalStateException("our own bill of materials is always JSON", failed);
        }
    }

    private Component subject() {
        CardText card = CardText.of(version.card());
        Component component = component(Component.Type.MACHINE_LEARNING_MODEL, version.reference(), version.model());
        component.setVersion(Integer.toString(version.version()));
        component.addHash(new Hash(Hash.Algorithm.SHA_256, version.artifact()));
        card.text("description").or(() -> card.text("title")).ifPresent(component::setDescription);
        card.text("license", "licence").ifPresent(name -> component.setLicenses(licence(name)));
        if (!model.owner().isBlank()) {
            component.setPublisher(model.owner());
        }
        component.addProperty(new Property("understudy:digest", version.digest()));
        component.addProperty(new Property("understudy:file", version.fileName()));
        component.addProperty(new Property("understudy:risk_tier", model.riskTier()));
        component.addProperty(new Property("understudy:registered_by", version.createdBy()));
        component.setModelCard(new CardWriter(card).modelCard(model, version));
        return component;
    }

    private void runtime(List<Library> libraries) {
        String reference = runtimeNeeds.getRef();
        components.put(reference, component(Component.Type.FRAMEWORK, reference, version.runtime()));
        needs.addDependency(new Dependency(reference));
        for (Library library : libraries) {
            String address = library.address();
            Component component = component(Component.Type.LIBRARY, address, library.shortName());
            component.setVersion(library.version());
            component.setPurl(address);
            if (library.name().contains(":")) {
                component.setGroup(library.name().substring(0, library.name().indexOf(':')));
            }
            if (!library.licence().isBlank()) {
                component.setLicenses(licence(library.licence()));
            }
            if (components.putIfAbsent(address, component) == null) {
                runtimeNeeds.addDependency(new Dependency(address));
            }
        }
    }

    private void requirement(Requirement requirement) {
        String address = requirement.address();
        Component component = component(Component.Type.LIBRARY, address, requirement.name());
        requirement.version().ifPresent(component::setVersion);
        component.setPurl(address);
        if (!requirement.specifier().isEmpty()) {
            component.addProperty(new Property("understudy:specifier", requirement.specifier()));
        }
        components.putIfAbsent(address, component);
        needs.addDependency(new Dependency(address));
    }

    private static Component component(Component.Type type, String reference, String name) {
        Component component = new Component();
        component.setType(type);
        component.setBomRef(reference);
        component.setName(name);
        return component;
    }

    /** By its identifier where SPDX has one, else by its name. */
    private static LicenseChoice licence(String name) {
        return Optional.ofNullable(LicenseResolver.resolve(name, false)).orElseGet(() -> {
            License named = new License();
            named.setName(name);
            LicenseChoice choice = new LicenseChoice();
            choice.addLicense(named);
            return choice;
        });
    }
}
