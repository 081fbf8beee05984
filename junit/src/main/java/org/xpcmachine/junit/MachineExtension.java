// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.junit;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;
import org.xpcmachine.embed.MachineBuilder;
import org.xpcmachine.embed.UnexpectedStop;
import org.xpcmachine.embed.Until;
import org.xpcmachine.embed.XpcMachine;
import org.xpcmachine.machine.snapshot.Snapshot;

/** What {@link Machine} stands for. */
public final class MachineExtension implements ParameterResolver, TestExecutionExceptionHandler {
    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(MachineExtension.class);

    /** For JUnit. */
    public MachineExtension() {}

    /** A machine of a test, closed with the test's store. */
    private record Lent(XpcMachine machine) implements AutoCloseable {
        @Override
        public void close() {
            machine.close();
        }
    }

    /** What machines that boot alike have in common: which annotation, of which class. */
    private record Boot(Class<?> test, Machine machine) {}

    @Override
    public boolean supportsParameter(final ParameterContext parameter, final ExtensionContext context) {
        return parameter.getParameter().getType() == XpcMachine.class;
    }

    @Override
    public Object resolveParameter(final ParameterContext parameter, final ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            throw new ExtensionConfigurationException(
                    "a machine can be a parameter of a method for one test, not of a constructor or of one for all tests");
        }
        return context.getStore(OURS)
                .computeIfAbsent(context.getUniqueId(), id -> new Lent(machine(context)), Lent.class)
                .machine();
    }

    private static XpcMachine machine(final ExtensionContext context) {
        final Machine wanted = annotation(context);
        final MachineBuilder builder = builder(wanted, context);
        if (wanted.ready().isEmpty()) {
            return builder.build();
        }
        final Boot boot = new Boot(context.getRequiredTestClass(), wanted);
        final Snapshot booted = context.getRoot()
                .getStore(OURS)
                .computeIfAbsent(boot, key -> boot(builder, wanted.ready()), Snapshot.class);
        final XpcMachine machine = builder.build();
        machine.restore(booted);
        return machine;
    }

    private static Snapshot boot(final MachineBuilder builder, final String ready) {
        try (XpcMachine machine = builder.build()) {
            machine.runTo(Until.console(ready));
            return machine.save();
        }
    }

    private static Machine annotation(final ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), Machine.class)
                .or(() -> AnnotationSupport.findAnnotation(
                        context.getRequiredTestClass(), Machine.class, context.getEnclosingTestClasses()))
                .orElseThrow();
    }

    private static MachineBuilder builder(final Machine wanted, final ExtensionContext context) {
        if (wanted.kernel().isEmpty() && wanted.firmware().isEmpty()) {
            throw new ExtensionConfigurationException(
                    "@Machine names neither kernel nor firmware: there is nothing to run");
        }
        final NamedFile files = new NamedFile(context.getRequiredTestClass());
        final MachineBuilder builder = XpcMachine.builder()
                .append(wanted.append())
                .harts(wanted.harts())
                .memory((long) wanted.megabytes() << 20)
                .xpc(wanted.xpc())
                .timeout(Duration.ofNanos((long) (wanted.timeoutSeconds() * 1e9)));
        if (!wanted.kernel().isEmpty()) {
            builder.kernel(files.path(wanted.kernel()));
        }
        if (!wanted.firmware().isEmpty()) {
            builder.firmware(files.path(wanted.firmware()));
        }
        if (!wanted.initrd().isEmpty()) {
            builder.initrd(files.path(wanted.initrd()));
        }
        return wanted.timing().isEmpty() ? builder : builder.timing(wanted.timing());
    }

    /** Adds the machine's report to what the test throws, unless it is there already. */
    @Override
    public void handleTestExecutionException(final ExtensionContext context, final Throwable thrown) throws Throwable {
        final Optional<Lent> lent = Optional.ofNullable(context.getStore(OURS).get(context.getUniqueId(), Lent.class));
        if (lent.isPresent() && !(thrown instanceof UnexpectedStop)) {
            thrown.addSuppressed(new MachineState(lent.get().machine()));
        }
        throw thrown;
    }
}
