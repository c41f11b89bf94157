package dev.sluice.admin;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.StandardMBean;

/** The JMX bean with descriptions of its attributes and operations, which JMX consoles show. */
final class DescribedNode extends StandardMBean {

    /** The methods by name; the interface has no overloads. */
    private static final Map<String, Method> METHODS = Arrays.stream(NodeMXBean.class.getMethods())
            .collect(Collectors.toMap(Method::getName, Function.identity()));

    DescribedNode(NodeMXBean node) {
        super(node, NodeMXBean.class, true);
    }

    @Override
    protected String getDescription(MBeanInfo info) {
        return "This node of Sluice";
    }

    @Override
    protected String getDescription(MBeanAttributeInfo attribute) {
        return of("get" + attribute.getName());
    }

    @Override
    protected String getDescription(MBeanOperationInfo operation) {
        return of(operation.getName());
    }

    @Override
    protected String getParameterName(MBeanOperationInfo operation, MBeanParameterInfo parameter, int number) {
        return METHODS.get(operation.getName())
                .getParameters()[number]
                .getAnnotation(Description.class)
                .value();
    }

    private static String of(String method) {
        return METHODS.get(method).getAnnotation(Description.class).value();
    }
}
