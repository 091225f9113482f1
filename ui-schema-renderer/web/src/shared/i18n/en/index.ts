import administration from './administration.json';
import common from './common.json';
import filter from './filter.json';
import login from './login.json';
import navigation from './navigation.json';
import oauth from './oauth.json';
import people from './people.json';
import problems from './problems.json';
import providers from './providers.json';
import records from './records.json';
import roles from './roles.json';
import security from './security.json';
import settings from './settings.json';

export default {
  ...common,
  ...login,
  ...navigation,
  ...records,
  ...filter,
  ...administration,
  ...problems,
  ...providers,
  ...security,
  ...settings,
  ...oauth,
  ...roles,
  ...people,
};
