"""Screens that ask the policy registered with Wagtail: editors by permissions, leads by what they lead."""

from wagtail.permissions import policy_registry
from wagtail_modeladmin.helpers import PermissionHelper

from .ordering import RowOrderView
from .views import CatalogueHistoryView, CatalogueIndexView


class ByPolicy(PermissionHelper):
    """Of a row the policy is asked what it says of that row; of no row in particular, only the model's permissions."""

    ANY = ("view", "add", "change", "delete")

    @property
    def policy(self):
        return policy_registry.get_by_type(self.model)

    def user_can_list(self, user):
        return self.policy.user_has_any_permission(user, self.ANY)

    def user_can_create(self, user):
        return self.policy.user_has_permission(user, "add")

    def user_can_inspect_obj(self, user, obj):
        return self.inspect_view_enabled and self.user_can_read_obj(user, obj)

    def user_can_read_obj(self, user, obj):
        return self.policy.user_has_any_permission_for_instance(user, self.ANY, obj)

    def user_can_edit_obj(self, user, obj):
        if obj is None:
            return super().user_can_edit_obj(user, obj)
        return self.policy.user_has_permission_for_instance(user, "change", obj)

    def user_can_delete_obj(self, user, obj):
        if obj is None:
            return super().user_can_delete_obj(user, obj)
        return self.policy.user_has_permission_for_instance(user, "delete", obj)


class OwnRowsIndexView(CatalogueIndexView):
    def get_base_queryset(self, request=None):
        """What the reader may not read is neither listed nor counted."""
        helper = self.permission_helper
        allowed = helper.policy.instances_user_has_any_permission_for(self.request.user, helper.ANY)
        return super().get_base_queryset(request).filter(pk__in=allowed.order_by().values("pk"))


class OwnRowsHistoryView(CatalogueHistoryView):
    """modeladmin asks only whether one may see the list."""

    def check_action_permitted(self, user):
        return self.permission_helper.user_can_read_obj(user, self.instance)


class EditorsOrderView(RowOrderView):
    """The order is that of all departments' rows: whoever may change only some moves none."""

    def user_has_permission(self, permission):
        opts = self.model._meta
        return self.request.user.has_perm(f"{opts.app_label}.{permission}_{opts.model_name}")
